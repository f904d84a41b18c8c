import { afterAll, beforeAll } from 'vitest';
import { MongoResumptions } from '../src/events/resumptions.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';
import { resumptionsContract } from './resumptions-contract.ts';

let local: LocalDatabase;

beforeAll(async () => {
  local = await startLocalDatabase();
});

afterAll(() => local.stop());

resumptionsContract('MongoResumptions', () => new MongoResumptions(local.database.collection('resumptions')));
