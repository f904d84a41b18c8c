import type { IncomingMessage } from 'node:http';
import type { Arrivals } from '../../application/arrivals.ts';
import { arrivesTooSlowly, gavePlace } from './refusals.ts';

export interface ReceivedBody {
  /** All of it, or how it begins. */
  readonly bytes: Buffer;
  /** Whether that is all; the rest of a large body is left in the request, which is paused. */
  readonly isWhole: boolean;
}

export interface ReceiveOptions {
  /** The client's IP address. */
  readonly address: string;
  /** What is larger is not kept here. */
  readonly maxBytes: number;
  readonly arrivals: Arrivals;
}

const NOTHING = Buffer.alloc(0);
/** The slowest line needs less for as much as is kept here. */
const ARRIVES_WITHIN_MS = 15_000;

/**
 * Keeps a body until it is there, so that a service hears of a request when it can be answered. Null when the client has gone.
 * @throws HttpProblem 408 when it does not arrive in time, 429 or 503 when it has to give place to others.
 */
export async function receiveBody(
  request: IncomingMessage,
  { address, maxBytes, arrivals }: ReceiveOptions,
): Promise<ReceivedBody | null> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (coding === undefined && Number(length ?? 0) === 0) return { bytes: NOTHING, isWhole: true };
  if (Number(length ?? 0) > maxBytes) return { bytes: NOTHING, isWhole: false };
  if (request.destroyed) return null;
  const { promise, resolve, reject } = Promise.withResolvers<ReceivedBody | null>();
  const end = arrivals.begin(address, (why) => reject(gavePlace(why)));
  const tooSlow = setTimeout(() => reject(arrivesTooSlowly()), ARRIVES_WITHIN_MS);
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) stop({ isWhole: false });
  };
  const onEnd = () => stop({ isWhole: true });
  const onClose = () => resolve(null);
  const stop = ({ isWhole }: { isWhole: boolean }) => {
    request.pause();
    resolve({ bytes: Buffer.concat(chunks), isWhole });
  };
  request.on('data', onData).on('end', onEnd).on('close', onClose);
  try {
    return await promise;
  } finally {
    clearTimeout(tooSlow);
    request.off('data', onData).off('end', onEnd).off('close', onClose);
    end();
  }
}
