import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { Topics } from '../../src/broker/topics.ts';
import { batchOf } from './batch-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

const POLICY = { segmentBytes: 100_000, retentionMs: Infinity, retentionBytes: Infinity };

afterEach(() => {
  vi.restoreAllMocks();
});

function open(directory: string): Topics {
  const topics = new Topics(directory, POLICY);
  onTestFinished(() => topics.close());
  return topics;
}

const message = () => batchOf({ values: ['x'] });

it('topics, their partitions and settings are there after a restart', async () => {
  const directory = temporaryFolder();
  const topics = open(directory);
  await topics.create('orders', 2, { 'retention.ms': '1000' });
  await topics.grow('orders', 3);
  await topics.partition('orders', 2).append(message());
  await topics.close();
  const again = open(directory);
  expect(again.all().map(({ name, partitions, config }) => ({ name, count: partitions.length, config }))).toEqual([
    { name: 'orders', count: 3, config: { 'retention.ms': '1000' } },
  ]);
  expect(again.partition('orders', 2).highWatermark).toBe(1);
});

it('a topic that cannot be written is not created, and can be later', async () => {
  const directory = temporaryFolder();
  const topics = open(directory);
  await topics.create('orders', 1, {});
  vi.spyOn(fs, 'renameSync').mockImplementationOnce(() => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'rename' });
  });
  await expect(topics.create('users', 2, {})).rejects.toThrow('ENOSPC');
  expect(topics.all().map(({ name }) => name)).toEqual(['orders']);
  await topics.create('users', 2, {});
  expect(open(directory).all()).toHaveLength(2);
});

it('what a crash left of a deleted topic is removed at start, and never comes back', async () => {
  const directory = temporaryFolder();
  const topics = open(directory);
  await topics.create('orders', 1, {});
  await topics.partition('orders', 0).append(message());
  vi.spyOn(fs, 'rmSync').mockImplementationOnce(() => {
    throw new Error('killed');
  });
  await expect(topics.delete('orders')).rejects.toThrow('killed');
  const leftover = join(directory, 'logs', 'orders-0');
  expect(fs.existsSync(leftover)).toBe(true);
  expect((await topics.create('orders', 1, {})).partitions[0]?.highWatermark).toBe(0);
  await topics.close();

  fs.writeFileSync(join(directory, 'topics.json'), '{}');
  expect(open(directory).all()).toEqual([]);
  expect(fs.existsSync(leftover)).toBe(false);
});

it('a topic cannot be created while one of its name is being deleted', async () => {
  const topics = open(temporaryFolder());
  await topics.create('orders', 1, {});
  const deleting = topics.delete('orders');
  await expect(topics.create('orders', 1, {})).rejects.toThrow('is being deleted: try again');
  await deleting;
  await topics.create('orders', 1, {});
});

it('messages without a list of topics are not thrown away', async () => {
  const directory = temporaryFolder();
  const topics = open(directory);
  await topics.create('orders', 1, {});
  await topics.close();
  fs.rmSync(join(directory, 'topics.json'));
  expect(() => open(directory)).toThrow('topics.json is missing: restore it');
  expect(fs.existsSync(join(directory, 'logs', 'orders-0'))).toBe(true);
});
