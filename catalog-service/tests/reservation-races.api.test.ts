import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReservationRepository } from '../src/domain/reservation/reservation-repository.ts';
import { CommitStock } from '../src/application/commit-stock/commit-stock.ts';
import type { StockHolds } from '../src/application/ports/stock-holds.ts';
import { ReleaseStock } from '../src/application/release-stock/release-stock.ts';
import { ReserveStock } from '../src/application/reserve-stock/reserve-stock.ts';
import { ResumeReservations } from '../src/application/resume-reservations/resume-reservations.ts';
import { SettleReservation } from '../src/application/settle-reservation/settle-reservation.ts';
import { TransitionIsNotAllowed } from '../src/domain/reservation/reservation-error.ts';
import { T } from '../src/composition/tokens.ts';
import { addProduct, adjust, aSku, orderEvents, startCatalog, type RunningCatalog } from './running-catalog.ts';
import { aReservation } from './a-reservation.ts';
import { killedAtCall } from './killed-at-call.ts';
import { StockInvariants } from './stock-invariants.ts';

let catalog: RunningCatalog;
let invariants: StockInvariants;
beforeAll(async () => {
  catalog = await startCatalog();
  invariants = await StockInvariants.connect(catalog.mongodbUri);
});
afterAll(async () => {
  await invariants.close();
  await catalog.stop();
});

const MINUTE = 60_000;
const inAMinute = { now: () => new Date(Date.now() + MINUTE) };

/** The use cases of one process on the shared database. */
function processWith(wrap: <Port extends object>(port: Port) => Port, clock = catalog.container.get(T.Clock)) {
  const reservations: ReservationRepository = wrap(catalog.container.get(T.ReservationRepository));
  const stock: StockHolds = wrap(catalog.container.get(T.StockHolds));
  const settle = new SettleReservation({ reservations, stock, clock, offers: catalog.container.get(T.Offers) });
  return {
    reserve: new ReserveStock({ reservations, settle, stock, clock }),
    release: new ReleaseStock({ reservations, settle, clock }),
    commit: new CommitStock({ reservations, settle, clock }),
    resume: new ResumeReservations({ reservations, settle, stock, clock }),
  };
}

const sweep = () => processWith((port) => port, inAMinute).resume.execute();

describe('a process that is killed', () => {
  const scenarios = [
    ['reserves', 5, ['reserve']],
    ['rejects', 1, ['reserve']],
    ['cancels what is reserved', 5, ['reserve', 'release']],
    ['cancels what was never asked for', 5, ['release', 'reserve']],
    ['sells what is reserved', 5, ['reserve', 'commit']],
  ] as const;

  it.each(scenarios)(
    'when it %s, leaves nothing behind that the sweep does not finish',
    async (_what, pieces, steps) => {
      let cuts = 0;
      for (const takesEffect of [false, true]) {
        for (let call = 1; ; call++) {
          const { skus } = await addProduct(catalog, { skus: [`A-${aSku()}`, `B-${aSku()}`], pieces: 5 });
          const [, scarce = ''] = skus;
          await adjust(catalog, scarce, { kind: 'set', quantity: pieces });
          const orderId = randomUUID();
          const lines = skus.map((sku) => ({ sku, quantity: 2 }));
          const { mortal, isDead } = killedAtCall(call, takesEffect);
          const dying = processWith(mortal);
          for (const step of steps) {
            await dying[step].execute(orderId, lines).catch((error: unknown) => {
              expect(error).toMatchObject({ message: 'killed' });
            });
          }
          await sweep();
          // What was not acknowledged is delivered again, and in order.
          const alive = processWith((port) => port);
          for (const step of steps) await alive[step].execute(orderId, lines);
          await invariants.expectToHold({ [skus[0] ?? '']: 5, [scarce]: pieces });
          await invariants.reservations.deleteMany({});
          if (!isDead()) break;
          cuts += 1;
        }
      }
      expect(cuts).toBeGreaterThanOrEqual(6);
    },
  );
});

describe('hundreds of orders at once, cancelled, paid and swept at random, in two processes', () => {
  it('when the dust has settled, every piece is accounted for', async () => {
    const skus = ['A', 'B', 'C', 'D'].map((letter) => `${letter}-${aSku()}`);
    await addProduct(catalog, { skus, pieces: 60 });
    const random = seeded(7);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    const other = processWith((port) => port);
    const live = async () => {
      const events = orderEvents(catalog);
      const lines = skus.filter(() => random() < 0.5).map((sku) => ({ sku, quantity: 1 + Math.floor(random() * 3) }));
      if (lines.length === 0) return;
      const here = {
        reserve: () => events.created(lines),
        release: () => events.cancelled(),
        commit: () => events.confirmed(lines),
      };
      const there = {
        reserve: () => other.reserve.execute(events.orderId, lines),
        release: () => other.release.execute(events.orderId),
        commit: () => other.commit.execute(events.orderId),
      };
      const fate = pick(['wait', 'cancel', 'cancel early', 'pay', 'twice'] as const);
      if (fate === 'cancel early') {
        await Promise.all([here.reserve(), there.release()]);
        return;
      }
      await Promise.all([here.reserve(), ...(fate === 'twice' ? [there.reserve()] : [])]);
      if (fate === 'cancel') await Promise.all([here.release(), there.release()]);
      if (fate === 'pay') {
        const reservation = await catalog.container.get(T.ReservationRepository).find(events.orderId);
        if (reservation?.status === 'reserved') await Promise.all([there.commit(), there.commit()]);
      }
    };
    const sweeping = new AbortController();
    const sweeps = (async () => {
      while (!sweeping.signal.aborted) await sweep();
    })();
    await Promise.all(Array.from({ length: 400 }, live));
    sweeping.abort();
    await sweeps;
    await catalog.bus.drained();
    await sweep();
    await invariants.expectToHold(Object.fromEntries(skus.map((sku) => [sku, 60])));
    const statuses = new Set(await invariants.reservations.distinct('status'));
    expect(statuses).toEqual(new Set(['reserved', 'rejected', 'released', 'committed']));
  });
});

describe('the proofs that reservations have ended', () => {
  /** One that somebody has begun to reserve who may still be at it. */
  const endedOrder = async (sku: string) => {
    const { orderId, created, cancelled } = orderEvents(catalog);
    const lines = [{ sku, quantity: 1 }];
    await catalog.container.get(T.ReservationRepository).add(aReservation({ orderId, lines, at: new Date() }));
    await created(lines);
    await cancelled();
    return orderId;
  };

  it('when old, are forgotten, and no older reservation can hold anything any more', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const ended = await endedOrder(sku);
    const held = orderEvents(catalog);
    await held.created([{ sku, quantity: 2 }]);
    const stock = catalog.container.get(T.StockHolds);
    const state = await catalog.container.get(T.ReservationRepository).find(ended);
    expect(Object.keys((await invariants.stock.findOne({ _id: sku }))?.holds ?? {})).toContain(ended);
    await stock.forgetEnded(new Date());
    expect((await invariants.stock.findOne({ _id: sku }))?.holds).toEqual({ [held.orderId]: { quantity: 2 } });
    // A worker that was asleep all the while wakes up and goes on.
    expect(await stock.hold(state!, { sku, quantity: 1 })).toBe(false);
    const later = orderEvents(catalog);
    await later.created([{ sku, quantity: 3 }]);
    expect((await invariants.stock.findOne({ _id: sku }))?.available).toBe(0);
  });

  it('when young, are kept', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const ended = await endedOrder(sku);
    await processWith((port) => port).resume.forgetEnded();
    expect(Object.keys((await invariants.stock.findOne({ _id: sku }))?.holds ?? {})).toEqual([ended]);
  });
});

describe('paying for what is not reserved', () => {
  it('when nothing was asked for, or it was released, refuses', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { commit } = processWith((port) => port);
    const unknown = randomUUID();
    await expect(commit.execute(unknown)).rejects.toThrow(`Order ${unknown} has no reservation`);
    const { orderId, created, cancelled } = orderEvents(catalog);
    await created([{ sku, quantity: 1 }]);
    await cancelled();
    await expect(commit.execute(orderId)).rejects.toThrow(TransitionIsNotAllowed);
  });
});

/** A small generator of the same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
