import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { aReservation, at } from '../../../tests/a-reservation.ts';
import { GroupedStockSteps } from './grouped-stock-steps.ts';
import { KnownAvailability } from './known-availability.ts';
import type { StockDocument } from './stock-document.ts';
import type { StockStep } from './stock-step.ts';

const aHold = (orderId: string, sku = 'TEA', quantity = 1): StockStep => {
  const { state } = aReservation({ orderId, lines: [{ sku, quantity }] });
  return { kind: 'hold', reservation: state, line: state.lines[0]!, at };
};

/** Steps on documents of which each command fails as `failures` says, and else takes effect. */
function stepsOn(available: number, failures: ((orderIds: readonly string[]) => Error | null)[] = []) {
  const commands: (readonly string[])[] = [];
  const stock = { available, holds: {} as Record<string, object> };
  const documents = {
    bulkWrite: async (operations: { updateOne: { update: { $set: object } } }[]) => {
      const updates = operations.map(({ updateOne: { update } }) => Object.keys(update.$set));
      commands.push(updates.flat().map((field) => field.slice('holds.'.length)));
      const failure = failures[0]?.(commands.at(-1)!);
      if (failure != null) throw failure;
      let matchedCount = 0;
      for (const fields of updates) {
        if (fields.length > stock.available) continue;
        stock.available -= fields.length;
        for (const field of fields) stock.holds[field.slice('holds.'.length)] = { quantity: 1 };
        matchedCount += 1;
      }
      return { matchedCount };
    },
    find: () => ({
      project: () => ({ toArray: async () => [{ _id: 'TEA', holdableSince: new Date(0), ...stock }] }),
    }),
  } as unknown as mongo.Collection<StockDocument>;
  const known = new KnownAvailability({ now: () => at });
  return { commands, steps: new GroupedStockSteps({ documents, known }) };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`);

describe('steps that come while another one is in progress', () => {
  it('when there are enough pieces for all, go out together', async () => {
    const { commands, steps } = stepsOn(99);
    expect(await Promise.all(named(20).map((id) => steps.take(aHold(id))))).toEqual(named(20).map(() => true));
    expect(commands.map(({ length }) => length)).toEqual([1, 19]);
  });

  it('when there are not, as many get a piece as there are, in their order, and the others cost no command', async () => {
    const { commands, steps } = stepsOn(5);
    const outcomes = await Promise.all(named(20).map((id) => steps.take(aHold(id))));
    expect(outcomes).toEqual(named(20).map((_id, index) => index < 5));
    expect(commands.map(({ length }) => length)).toEqual([1, 19, 4]);
  });

  it('when one of them cannot be written at all, only that one fails', async () => {
    const poison = new mongo.MongoServerError({ message: 'poison' });
    const { steps } = stepsOn(99, [(orderIds) => (orderIds.includes('o7') ? poison : null)]);
    const outcomes = await Promise.allSettled(named(20).map((id) => steps.take(aHold(id))));
    expect(outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7]);
  });

  it('when nobody knows what became of them, says so to each, and takes no guess', async () => {
    let isAway = true;
    const { commands, steps } = stepsOn(99, [() => (isAway ? new mongo.MongoNetworkError('away') : null)]);
    const outcomes = await Promise.allSettled(named(3).map((id) => steps.take(aHold(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(commands).toHaveLength(2);
    isAway = false;
    expect(await steps.take(aHold('later'))).toBe(true);
  });
});

it('when it is known what there is, remembers it for a quarter of a second, and less once some are taken', () => {
  let now = at.getTime();
  const known = new KnownAvailability({ now: () => new Date(now) });
  expect(known.of('TEA')).toBeNull();
  known.note('TEA', 3);
  known.take('TEA', 2);
  now += 249;
  expect(known.of('TEA')).toBe(1);
  now += 1;
  expect(known.of('TEA')).toBeNull();
  known.note('TEA', 0);
  known.forget('TEA');
  expect(known.of('TEA')).toBeNull();
});
