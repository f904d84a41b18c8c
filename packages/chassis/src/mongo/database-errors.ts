import { mongo } from 'mongoose';

/** The database cannot be reached or did not answer; whether a write took effect may be unknown. */
export class DatabaseIsUnavailable extends Error {
  override readonly name = 'DatabaseIsUnavailable';
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11_000;
}

/** What a socket that ends during a write fails with: the driver passes it on as it is. */
const SOCKET_ERRORS: readonly unknown[] = ['EPIPE', 'ECONNRESET'];

/** Connection failures, time-outs and replica sets without a primary: worth trying again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError) return true;
  if (error instanceof Error && 'code' in error && SOCKET_ERRORS.includes(error.code)) return true;
  if (!(error instanceof mongo.MongoError)) return false;
  return (
    error.hasErrorLabel('RetryableWriteError') ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.name === 'MongoPoolClosedError' ||
    error.name === 'MongoPoolClearedError' ||
    error.name === 'MongoWaitQueueTimeoutError' ||
    error.name === 'MongoNotConnectedError' ||
    error.name === 'MongoTopologyClosedError'
  );
}
