import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiringCache } from './expiring-cache.ts';

let now = 0;
const clock = { now: () => new Date(now) };
const cacheOf = (maxWeight: number) =>
  new ExpiringCache<string>({ clock, lifetime: 1_000, maxWeight, weigh: (value) => value.length });

beforeEach(() => {
  now = 0;
});

describe('a cache', () => {
  it('when asked again within its lifetime, does not load again; afterwards it does', async () => {
    const cache = cacheOf(100);
    const load = vi.fn(() => Promise.resolve('tea'));
    await cache.read('k', load);
    now = 999;
    expect(await cache.read('k', load)).toBe('tea');
    expect(load).toHaveBeenCalledTimes(1);
    now = 1_000;
    await cache.read('k', load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('when many ask at once, loads once', async () => {
    const cache = cacheOf(100);
    const load = vi.fn(() => Promise.resolve('tea'));
    expect(await Promise.all([cache.read('k', load), cache.read('k', load)])).toEqual(['tea', 'tea']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('when cleared while it loads, gives the old value to nobody who asks later', async () => {
    const cache = cacheOf(100);
    const slow = Promise.withResolvers<string>();
    const early = cache.read('k', () => slow.promise);
    cache.clear();
    const late = cache.read('k', () => Promise.resolve('new'));
    slow.resolve('old');
    expect(await Promise.all([early, late])).toEqual(['old', 'new']);
    expect(await cache.read('k', () => Promise.resolve('unused'))).toBe('new');
  });

  it('when a load fails, tells who asked and tries again for the next', async () => {
    const cache = cacheOf(100);
    await expect(cache.read('k', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.read('k', () => Promise.resolve('up'))).toBe('up');
  });

  it('when too heavy, forgets the oldest', async () => {
    const cache = cacheOf(10);
    await cache.read('a', () => Promise.resolve('aaaaa'));
    await cache.read('b', () => Promise.resolve('bbbbb'));
    await cache.read('c', () => Promise.resolve('c'));
    const load = vi.fn(() => Promise.resolve('again'));
    await cache.read('b', load);
    expect(load).not.toHaveBeenCalled();
    await cache.read('a', load);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('when asked for several, loads the missing ones together and remembers the absent', async () => {
    const cache = cacheOf(100);
    await cache.read('a', () => Promise.resolve('A'));
    const load = vi.fn((keys: readonly string[]) => Promise.resolve(new Map(keys.map((key) => [key, `new ${key}`]))));
    expect(await cache.readAll(['a', 'b', 'c'], load, '')).toEqual(['A', 'new b', 'new c']);
    expect(load).toHaveBeenCalledExactlyOnceWith(['b', 'c']);
    const none = vi.fn(() => Promise.resolve(new Map<string, string>()));
    expect(await cache.readAll(['x'], none, '-')).toEqual(['-']);
    expect(await cache.readAll(['x', 'a'], none, '-')).toEqual(['-', 'A']);
    expect(none).toHaveBeenCalledTimes(1);
  });
});
