import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

const ANSWER_WITHIN_MS = 5_000;

/** Addresses of this machine other than the one that everything listens on. */
export function otherAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const usable = all.map(({ address }) => address).filter((one) => one !== '127.0.0.1' && !one.startsWith('fe80:'));
  // On Linux all of 127.0.0.0/8 is this machine, so what listens everywhere listens there.
  return process.platform === 'linux' ? ['127.0.0.2', ...usable] : usable;
}

/** `accepted`, or the code of what went wrong instead. */
export async function connectionTo(host: string, port: number): Promise<string> {
  const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS });
  try {
    return await Promise.race([
      once(socket, 'connect').then(() => 'accepted'),
      once(socket, 'timeout').then(() => 'no answer'),
    ]);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  } finally {
    socket.destroy();
  }
}
