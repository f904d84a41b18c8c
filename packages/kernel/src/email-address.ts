/** The longest address that mail servers must take (RFC 5321 §4.5.3.1, with the two brackets of a path taken off). */
export const LONGEST_EMAIL_ADDRESS = 254;

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * An address that mail can be sent to: a dot-atom of RFC 5322 §3.2.3 and a host name with at least one dot, as browsers take it in
 * `<input type=email>`; a name in another script as its `xn--` form. In lower case, which is how addresses are stored and compared.
 */
export const EMAIL_ADDRESS = new RegExp(`^(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);

/** Two spellings of one mailbox are equal. Servers may tell upper from lower case before the `@`; none that people use does. */
export const emailKeyOf = (address: string): string => address.toLowerCase();
