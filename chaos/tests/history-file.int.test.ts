import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HistoryFile, readHistory } from '../src/history/history-file.ts';
import type { Exchange } from '../src/history/exchange.ts';

let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-history-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true });
});

const exchange: Exchange = {
  ...{ who: 'shopper 1', startedAt: 1, endedAt: 2, method: 'POST', path: '/v1/checkout' },
  ...{ key: 'k', body: { cartId: 'c' }, status: null, reply: null },
};

it('what clients have done is read as it was written, by lines', async () => {
  const file = path.join(dir, 'history.jsonl');
  const history = new HistoryFile(file);
  const exchanges = [exchange, { ...exchange, status: 201, reply: { orderId: 'o' } }];
  for (const one of exchanges) history.add(one);
  await history.close();
  expect(await readHistory(file)).toEqual(exchanges);
});

it('when the file is one array, is read as well', async () => {
  const file = path.join(dir, 'history.json');
  await writeFile(file, JSON.stringify([exchange], null, 2));
  expect(await readHistory(file)).toEqual([exchange]);
});

it.each(['', 'no JSON', '{"who":"shopper 1"}'])(
  'when the file holds %j, is read or refused by its name',
  async (text) => {
    const file = path.join(dir, 'other.jsonl');
    await writeFile(file, text);
    if (text === '') expect(await readHistory(file)).toEqual([]);
    else await expect(readHistory(file)).rejects.toThrow(file);
  },
);
