import { mongo } from 'mongoose';

const DUPLICATE_KEY = 11_000;

/** Whether a write failed because what it adds is there already; of several writes at once, whether all failures are that. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof mongo.MongoBulkWriteError) {
    const failures = [error.writeErrors].flat();
    return error.err === undefined && failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
  }
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

const TIME_LIMIT_EXCEEDED = 50;

/** Whether a query was given up because it took longer than its `maxTimeMS`. */
export const isTimeLimitExceeded = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === TIME_LIMIT_EXCEEDED;

/** What a socket that ends during a write fails with: the driver passes it on as it is. */
const SOCKET_ERRORS: readonly unknown[] = ['EPIPE', 'ECONNRESET'];

/** Something has waited too long, for the database among others. */
export class DatabaseIsAway extends Error {
  override readonly name = 'DatabaseIsAway';

  constructor(cause: unknown) {
    super('The database could not be reached meanwhile.', { cause });
  }
}

/** Connection failures, time-outs and replica sets without a primary: worth trying again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseIsAway) return true;
  // What kept several writes at once from being sent is inside.
  if (error instanceof mongo.MongoBulkWriteError) return isDatabaseUnavailable(error.errorResponse);
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
