import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { MongoPaymentList } from '../src/infrastructure/persistence/mongo-payment-list.ts';
import { MongoPaymentRepository } from '../src/infrastructure/persistence/mongo-payment-repository.ts';
import { MongoProviderEvents } from '../src/infrastructure/persistence/mongo-provider-events.ts';
import { aRequest, minutesLater, total } from './a-payment.ts';
import { anIrrelevantEvent, aProviderEvent } from './a-provider-event.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { Payment } from '../src/domain/payment/payment.ts';
import { SettableClock } from './settable-clock.ts';

const clock = new SettableClock();
const COUNT = 300;
const orderId = (n: number) => `0197a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`;
let service: ComposedService;
let client: mongo.MongoClient;

beforeAll(async () => {
  service = await startComposedService(clock);
  client = await mongo.MongoClient.connect(service.mongodbUri);
  const [payments, events] = [service.container.get(T.PaymentRepository), service.container.get(T.ProviderEvents)];
  for (let n = 0; n < COUNT; n++) {
    const moment = minutesLater(n);
    const wanted = { orderId: orderId(n), email: 'a@souk.test', total, at: moment };
    await payments.add(
      n % 10 === 0
        ? Payment.request({ ...wanted, request: aRequest() })
        : Payment.refused({ ...wanted, code: 'amount_too_small' }),
    );
    await events.add(
      n % 10 === 0 ? aProviderEvent({ orderId: orderId(n) }) : anIrrelevantEvent({ orderId: orderId(n) }),
      moment,
    );
  }
});
afterAll(async () => {
  await client.close();
  await service.stop();
});

type Open = <Document extends mongo.Document>(name: string) => mongo.Collection<Document>;

/** What each query that `run` makes looks at, as the engine explains it. */
async function explained(run: (collection: Open) => Promise<unknown>) {
  const cursors: mongo.FindCursor[] = [];
  const recorded: Open = (name) =>
    new Proxy(client.db('payment-service').collection(name), {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const result: unknown = value.apply(target, args);
          if (method === 'find') cursors.push(result as mongo.FindCursor);
          return result;
        };
      },
    }) as never;
  await run(recorded);
  expect(cursors).not.toEqual([]);
  return Promise.all(
    cursors.map(async (cursor) => {
      const { queryPlanner, executionStats } = await cursor.clone().explain('executionStats');
      const plan = JSON.stringify(queryPlanner.winningPlan);
      const stages = [...plan.matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage);
      return { stages, examined: Number(executionStats.totalKeysExamined) };
    }),
  );
}

const page = { limit: 10, offset: 0 };
const events = (open: Open) => new MongoProviderEvents({ rows: open('webhook-events'), clock });
const payments = (open: Open) => new MongoPaymentList(open('payments'));
const repository = (open: Open) => new MongoPaymentRepository({ rows: open('payments'), store: {} as never });

describe('every list and every sweep', () => {
  it.each<[string, (open: Open) => Promise<unknown>]>([
    ['payments', (open) => payments(open).find({}, page)],
    ['payments of a status', (open) => payments(open).find({ status: 'refused' }, page)],
    ['payments that somebody has to look at', (open) => payments(open).find({ attention: 'refund-failed' }, page)],
    ['payments of an order', (open) => payments(open).find({ orderId: orderId(7) }, page)],
    ['payments of an order and a status', (open) => payments(open).find({ orderId: orderId(7), status: 'open' }, page)],
    ['payments that are due', (open) => repository(open).due(minutesLater(50), 10)],
    ['events', (open) => events(open).find({}, page)],
    ['events of an order', (open) => events(open).find({ orderId: orderId(7) }, page)],
    ['events of a state', (open) => events(open).find({ state: 'given-up' }, page)],
    ['events that are processed', (open) => events(open).find({ isProcessed: true }, page)],
    ['events that are not', (open) => events(open).find({ isProcessed: false }, page)],
    ['events of an order and a state', (open) => events(open).find({ orderId: orderId(7), state: 'ignored' }, page)],
    ['events of an order that are not', (open) => events(open).find({ orderId: orderId(7), isProcessed: false }, page)],
    ['events of a state that are not', (open) => events(open).find({ state: 'waiting', isProcessed: false }, page)],
    ['events that are due', (open) => events(open).due(minutesLater(50), page)],
    ['events to forget', (open) => events(open).forget({ processed: new Date(0), givenUp: new Date(0) }, 10)],
  ])('of %s reads an index in its order, and little more of it than it gives', async (_which, run) => {
    for (const { stages, examined } of await explained(run)) {
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
      expect(examined).toBeLessThan(30);
    }
  });
});
