import type { Evidence } from '../evidence.ts';
import type { Exchange } from '../history/exchange.ts';
import { readDatabases } from './read-databases.ts';
import { readEventLog } from './read-event-log.ts';
import { readSandbox } from './read-sandbox.ts';

/** Where a platform is to be looked at. */
export interface Addresses {
  readonly databaseUri: string;
  readonly brokers: readonly string[];
  readonly sandboxUrl: string;
}

/** Reads a platform as it is now; see `Evidence` for the order. */
export async function readEvidence(
  { databaseUri, brokers, sandboxUrl }: Addresses,
  history: () => Promise<readonly Exchange[]> = () => Promise.resolve([]),
): Promise<Evidence> {
  const exchanges = await history();
  const stored = await readDatabases(databaseUri);
  const readAt = new Date();
  const log = await readEventLog(brokers);
  const recipients = [...stored.users, ...stored.orders].map(({ email }) => email);
  const addressees = new Set([...recipients, ...stored.emails.map(({ to }) => to)]);
  const books = await readSandbox(sandboxUrl, [...addressees]);
  return { readAt, history: exchanges, ...stored, ...log, ...books };
}
