import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '@souk/local/engine/start-engine';
import { createLogger } from '../src/logger.ts';
import { Database } from '../src/mongo/database.ts';

export interface LocalDatabase {
  readonly database: Database;
  readonly uri: string;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** On the port that it had. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** A database on the embedded engine in a process of its own, with a folder that is gone when it stops. */
export async function startLocalDatabase(): Promise<LocalDatabase> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-database-'));
  let engine = await startEngine({ dir });
  const { port, uri } = engine;
  const logger = createLogger('test', 'silent');
  const database = await Database.connect({ uri, name: 'test', service: 'test', logger });
  return {
    database,
    uri,
    kill: () => engine.kill(),
    startAgain: async () => {
      engine = await startEngine({ dir, port });
    },
    stop: async () => {
      await database.close();
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
