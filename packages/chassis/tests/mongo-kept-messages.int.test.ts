import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoKeptMessages } from '../src/events/kept-messages.ts';
import { keptMessagesContract } from './kept-messages-contract.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;
let kept: MongoKeptMessages;

beforeAll(async () => {
  local = await startLocalDatabase();
  kept = new MongoKeptMessages(local.database.collection('kept-messages'));
  await kept.prepare();
});

afterAll(() => local.stop());

keptMessagesContract('MongoKeptMessages', () => kept);

it('when it looks for the first of a lane, uses the index made for it', async () => {
  const rows = local.database.collection('kept-messages');
  const plan = await rows.find({ state: 'parked', lane: 'a:b' }).sort({ place: 1 }).limit(1).explain('queryPlanner');
  expect(JSON.stringify(plan)).toContain('state_1_lane_1_place_1');
  expect(JSON.stringify(plan)).not.toMatch(/COLLSCAN|"SORT"/);
});
