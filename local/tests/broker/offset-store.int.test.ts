import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { OffsetStore } from '../../src/broker/offset-store.ts';
import { ErrorCode } from '../../src/broker/protocol/error-code.ts';
import { temporaryFolder } from './temporary-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const newPath = () => join(temporaryFolder(), 'offsets.jsonl');

function open(path: string): OffsetStore {
  const store = new OffsetStore(path);
  onTestFinished(() => store.close());
  return store;
}

const at = (offset: number, partition = 0, topic = 'orders') => ({ topic, partition, offset, metadata: '' });

describe('a committed offset', () => {
  it('is there after a restart, with its metadata, per group, topic and partition', async () => {
    const path = newPath();
    const store = open(path);
    await store.commit('cart', [at(5), at(7, 1), { ...at(9, 0, 'users'), metadata: 'é\n"' }]);
    await store.commit('mail', [at(3)]);
    await store.commit('cart', [at(6)]);
    await store.close();
    const again = open(path);
    expect(again.ofGroup('cart')).toEqual([at(6), at(7, 1), { ...at(9, 0, 'users'), metadata: 'é\n"' }]);
    expect(again.find('mail', 'orders', 0)).toEqual(at(3));
    expect(again.find('mail', 'orders', 1)).toBeUndefined();
    expect(again.groups()).toEqual(['cart', 'mail']);
  });

  it('is forgotten with its group and with its topic, also after a restart', async () => {
    const path = newPath();
    const store = open(path);
    await store.commit('cart', [at(5), at(9, 0, 'users')]);
    await store.commit('mail', [at(3), at(4, 0, 'users')]);
    await store.forgetGroup('mail');
    await store.forgetTopic('users');
    for (const each of [store, open(path)]) {
      expect(each.groups()).toEqual(['cart']);
      expect(each.ofGroup('cart')).toEqual([at(5)]);
    }
  });

  it('that was cut off at any byte by a crash is as before, and later ones are not harmed', async () => {
    const path = newPath();
    const store = open(path);
    await store.commit('cart', [at(5)]);
    const kept = fs.statSync(path).size;
    await store.commit('cart', [at(6)]);
    const whole = fs.readFileSync(path);
    for (let size = kept; size < whole.length - 1; size++) {
      const copy = newPath();
      fs.writeFileSync(copy, whole.subarray(0, size));
      const recovered = open(copy);
      expect(recovered.find('cart', 'orders', 0), `cut to ${size} bytes`).toEqual(at(5));
      await recovered.commit('cart', [at(7)]);
      await recovered.close();
      expect(open(copy).find('cart', 'orders', 0)).toEqual(at(7));
    }
  });
});

describe('the file', () => {
  it('is compacted as it grows, and at the start', async () => {
    const path = newPath();
    const store = open(path);
    let largest = 0;
    for (let round = 0; round < 300; round++) {
      const offsets = Array.from({ length: 40 }, (_, partition) => at(round, partition));
      await store.commit('cart', offsets);
      largest = Math.max(largest, fs.statSync(path).size);
    }
    const written = 300 * 40 * 28;
    expect(largest).toBeLessThan(written / 2);
    expect(store.ofGroup('cart').map(({ offset }) => offset)).toEqual(Array.from({ length: 40 }, () => 299));
    await store.close();
    open(path);
    expect(fs.readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(40);
  });

  it('that cannot be written refuses the commit, and takes it when it can', async () => {
    const path = newPath();
    const store = open(path);
    await store.commit('cart', [at(5)]);
    const refused = expect.objectContaining({ code: ErrorCode.COORDINATOR_NOT_AVAILABLE });
    const noSpace = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'fdatasync' });
    vi.spyOn(fs, 'fdatasync').mockImplementationOnce((_, callback) => callback(noSpace));
    await expect(store.commit('cart', [at(6)])).rejects.toEqual(refused);
    vi.spyOn(fs, 'writeSync').mockImplementationOnce(() => {
      throw noSpace;
    });
    await expect(store.commit('cart', [at(6)])).rejects.toEqual(refused);
    expect(open(path).find('cart', 'orders', 0)).toEqual(at(5));
    const later = open(path);
    await later.commit('cart', [at(6)]);
    expect(open(path).find('cart', 'orders', 0)).toEqual(at(6));
  });
});
