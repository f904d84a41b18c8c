const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** As some proxies write it: `1.2.3.4:5678`, `[2001:db8::1]:5678` (RFC 7239 §6). A client has another port with every connection. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+):\d+|\[([^\]]*)\](?::\d+)?)$/;

/**
 * What counts as one client: an IPv4 address, or the first 64 bits of an IPv6 address, since a subscriber is given at least
 * that much and could take a new address for every request (RFC 6177).
 */
export function networkOf(written: string): string {
  const [, ipv4, ipv6] = WITH_PORT.exec(written.trim()) ?? [];
  const address = ipv4 ?? ipv6 ?? written.trim();
  const mapped = IPV4_IN_IPV6.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::', 2);
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const groupsOf = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
