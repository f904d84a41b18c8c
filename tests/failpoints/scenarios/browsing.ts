import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Market } from '../market.ts';

/** A word that no product has yet, of letters that no grammar takes for an ending. */
const newWord = (): string => Array.from(randomBytes(10), (byte) => 'bcdfghkmpqrtvwxz'[byte % 16]).join('');

export const BROWSING = {
  'look for a thing by the beginning of its name': async (market: Market) => {
    const { productId } = await market.sell();
    const found = async (q: string) => {
      const path = `/v1/products?${new URLSearchParams({ q }).toString()}`;
      return (await market.client.get<{ data: { id: string }[] }>(path)).data.map(({ id }) => id);
    };
    const [before, now] = [newWord(), newWord()];
    const product = `/v1/admin/products/${productId}`;
    await market.asAdmin('PATCH', product, { name: `Lamp ${before}` });
    for (const q of [before, before.slice(0, 7), `lamp ${before.slice(0, 7)}`, `lamp ${before}`]) {
      await market.settled(async () => expect(await found(q)).toEqual([productId]));
    }
    await market.asAdmin('PATCH', product, { name: `Lantern ${now}` });
    await market.settled(async () => {
      expect(await found(before)).toEqual([]);
      expect(await found(now.slice(0, 7))).toEqual([productId]);
    });
    await market.asAdmin('DELETE', product);
    await market.settled(async () => expect(await found(now)).toEqual([]));
  },
};
