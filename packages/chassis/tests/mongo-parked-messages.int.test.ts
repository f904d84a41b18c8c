import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoParkedMessages } from '../src/events/parked-messages.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';
import { parkedMessagesContract } from './parked-messages-contract.ts';

let local: LocalDatabase;
let parked: MongoParkedMessages;

beforeAll(async () => {
  local = await startLocalDatabase();
  parked = new MongoParkedMessages(local.database.collection('parked-messages'));
  await parked.prepare();
});

afterAll(() => local.stop());

parkedMessagesContract('MongoParkedMessages', () => parked);

it('when it looks for the first of a lane, uses the index made for it', async () => {
  const rows = local.database.collection('parked-messages');
  const plan = await rows.find({ lane: 'a:b' }).sort({ place: 1 }).limit(1).explain('queryPlanner');
  expect(JSON.stringify(plan)).toContain('lane_1_place_1');
  expect(JSON.stringify(plan)).not.toMatch(/COLLSCAN|"SORT"/);
});
