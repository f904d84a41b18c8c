import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '@souk/local/engine/start-engine';
import { mongo } from 'mongoose';

export interface TestDatabase {
  readonly uri: string;
  stop(): Promise<void>;
}

/**
 * The MongoDB at `TEST_MONGODB_URI`, without the database of this name, which only one test file may use at a time
 * (`npm run test:mongodb`); else an embedded engine of one's own.
 */
export async function openTestDatabase(name: string): Promise<TestDatabase> {
  const { TEST_MONGODB_URI: uri } = process.env;
  if (uri !== undefined) {
    const client = await mongo.MongoClient.connect(uri);
    await client.db(name).dropDatabase();
    await client.close();
    return { uri, stop: () => Promise.resolve() };
  }
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-test-'));
  const engine = await startEngine({ dir });
  return {
    uri: engine.uri,
    stop: async () => {
      await engine.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
