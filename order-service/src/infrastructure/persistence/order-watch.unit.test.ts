import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anOrderAwaitingPayment, anOrderWithSession } from '../../../tests/an-order.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { OrderWatch } from './order-watch.ts';

const before = anOrderAwaitingPayment().state;
const after = anOrderWithSession().state;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A store whose answer to each look is for the test to give, and somebody who waits five seconds for a change of what they see first. */
function somebodyWaits(known: OrderState | null = null) {
  const looks: PromiseWithResolvers<OrderState | null>[] = [];
  const find = () => {
    const look = Promise.withResolvers<OrderState | null>();
    looks.push(look);
    return look.promise;
  };
  const findAll = async (ids: readonly string[]) =>
    (await Promise.all(ids.map(find))).filter((order) => order !== null);
  const watch = new OrderWatch({ recall: () => known, find, findAll });
  let seen: number | null = null;
  const isAnswer = ({ revision }: OrderState) => revision !== (seen ??= revision);
  return { watch, looks, waiting: watch.waitUntil(before.id, isAnswer, 5_000) };
}

describe('waiting for a change of an order', () => {
  it('when it comes after the look, ends with it', async () => {
    const { watch, looks, waiting } = somebodyWaits();
    looks[0]?.resolve(before);
    await vi.advanceTimersByTimeAsync(10);
    watch.notify(after);
    expect(await waiting).toBe(after);
  });

  it('when it comes during the look, which still shows what was before, ends with the change', async () => {
    const { watch, looks, waiting } = somebodyWaits();
    watch.notify(after);
    looks[0]?.resolve(before);
    expect(await waiting).toBe(after);
  });

  it('when the look shows more than was told, waits for what is newer', async () => {
    const { watch, looks, waiting } = somebodyWaits();
    watch.notify(before);
    looks[0]?.resolve(after);
    await vi.advanceTimersByTimeAsync(1_000);
    const newest = { ...after, revision: after.revision + 1 };
    looks[1]?.resolve(newest);
    expect(await waiting).toBe(newest);
  });

  it('when another process makes it, looks for it soon, then less often', async () => {
    const { looks, waiting } = somebodyWaits();
    const lookedAt: number[] = [];
    for (let elapsed = 0; elapsed < 4_600; elapsed += 10) {
      if (looks.length > lookedAt.length) {
        looks[lookedAt.length]?.resolve(before);
        lookedAt.push(elapsed);
      }
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(lookedAt).toEqual([0, 60, 170, 380, 790, 1600, 2610, 3620]);
    await vi.advanceTimersByTimeAsync(30);
    looks[8]?.resolve(after);
    expect(await waiting).toBe(after);
  });

  it('when many wait, looks for the orders of all of them at once', async () => {
    const asked: (readonly string[])[] = [];
    const find = async (id: string) => ({ ...before, id });
    const findAll = async (ids: readonly string[]) => {
      asked.push(ids);
      return ids.map((id) => ({ ...before, id }));
    };
    const watch = new OrderWatch({ recall: () => null, find, findAll });
    const waits = Promise.all(['a', 'b', 'a'].map((id) => watch.waitUntil(id, () => false, 70)));
    await vi.advanceTimersByTimeAsync(200);
    expect((await waits).map((order) => order?.id)).toEqual(['a', 'b', 'a']);
    expect(asked[0]).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
  });

  it('when this process knows the order, reads it only after it has waited for news', async () => {
    const { watch, looks, waiting } = somebodyWaits(before);
    await vi.advanceTimersByTimeAsync(40);
    expect(looks).toEqual([]);
    watch.notify(after);
    expect(await waiting).toBe(after);
  });

  it('when another process has changed what this one knows, finds that soon', async () => {
    const { looks, waiting } = somebodyWaits(before);
    await vi.advanceTimersByTimeAsync(60);
    looks[0]?.resolve(after);
    expect(await waiting).toBe(after);
  });

  it.each([
    ['what this process knows is an answer, which another one may have changed', 5_000, () => true],
    ['there is no time to wait', 0, () => false],
  ])('when %s, reads the order', async (_case, milliseconds, holds) => {
    const find = async () => after;
    const watch = new OrderWatch({ recall: () => before, find, findAll: async () => [] });
    expect(await watch.waitUntil(before.id, holds, milliseconds)).toBe(after);
  });

  it('when there is none in time, ends with what is there', async () => {
    const { looks, waiting } = somebodyWaits();
    for (let elapsed = 0; elapsed < 5_100; elapsed += 10) {
      looks.at(-1)?.resolve(before);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(await waiting).toBe(before);
  });
});
