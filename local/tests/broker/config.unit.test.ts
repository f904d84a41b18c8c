import { expect, it } from 'vitest';
import { readConfig } from '../../src/broker/config.ts';

it('only the folder must be given', () => {
  expect(readConfig({ BROKER_DIR: '/data' })).toMatchObject({ dir: '/data', port: 0, retentionMs: undefined });
});

it('every variable becomes its option, and -1 is unlimited', () => {
  const config = readConfig({
    BROKER_DIR: '/data',
    BROKER_PORT: '9092',
    BROKER_DEFAULT_PARTITIONS: '3',
    BROKER_SEGMENT_BYTES: '4096',
    BROKER_RETENTION_MS: '-1',
    BROKER_RETENTION_BYTES: '1000',
    BROKER_MIN_FREE_BYTES: '0',
  });
  expect(config).toEqual({
    dir: '/data',
    port: 9092,
    defaultPartitions: 3,
    segmentBytes: 4096,
    retentionMs: Infinity,
    retentionBytes: 1000,
    minFreeBytes: 0,
  });
});

it('every wrong variable is named at once', () => {
  const start = () => readConfig({ BROKER_PORT: 'nine', BROKER_SEGMENT_BYTES: '1', BROKER_RETENTION_MS: '-2' });
  expect(start).toThrow(/BROKER_DIR.*BROKER_PORT.*BROKER_SEGMENT_BYTES.*BROKER_RETENTION_MS/);
});
