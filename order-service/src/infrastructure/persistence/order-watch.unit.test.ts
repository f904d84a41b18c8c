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
function somebodyWaits() {
  const looks: PromiseWithResolvers<OrderState | null>[] = [];
  const find = () => {
    const look = Promise.withResolvers<OrderState | null>();
    looks.push(look);
    return look.promise;
  };
  const watch = new OrderWatch({ find });
  let known: number | null = null;
  const isAnswer = ({ revision }: OrderState) => revision !== (known ??= revision);
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

  it('when another process makes it, sees it within a second', async () => {
    const { looks, waiting } = somebodyWaits();
    looks[0]?.resolve(before);
    await vi.advanceTimersByTimeAsync(1_000);
    looks[1]?.resolve(after);
    expect(await waiting).toBe(after);
  });

  it('when there is none in time, ends with what is there', async () => {
    const { looks, waiting } = somebodyWaits();
    for (let second = 0; second < 5; second++) {
      looks[second]?.resolve(before);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    looks[5]?.resolve(before);
    expect(await waiting).toBe(before);
    expect(looks).toHaveLength(6);
  });
});
