import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EventEnvelope } from '@souk/contracts/event';
import { describe, expect, it } from 'vitest';
import { AdvanceOrder } from '../src/application/advance-order/advance-order.ts';
import type { TimelineEntry } from '../src/application/ports/timeline.ts';
import { OrderNotFound } from '../src/domain/order/order-error.ts';
import type { OrderRepository } from '../src/domain/order/order-repository.ts';
import type { Order } from '../src/domain/order/order.ts';
import { advanceOrderWhenServiceAnswered } from '../src/presentation/events/advance-order-when-service-answered.ts';
import { recordInTimelineWhenAnythingHappened } from '../src/presentation/events/record-in-timeline-when-anything-happened.ts';
import { anOrderAwaitingPayment, anOrderWithSession, aPendingOrder } from './an-order.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');

const sampleOf = (type: string) =>
  EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${type}.json`), 'utf8')));

/** A repository that holds one order. */
function holding(order: Order): OrderRepository & { readonly order: Order } {
  return {
    order,
    add: async () => false,
    find: async () => order,
    update: async (id, change) => {
      if (id !== order.state.id) throw new OrderNotFound();
      change(order);
      return order;
    },
    overdue: async () => [],
  };
}

const cancelling = () => {
  const order = anOrderWithSession();
  order.cancel(order.state.placedAt);
  order.confirmPayment({ amount: 2990, currency: 'EUR' }, order.state.placedAt);
  return order;
};

describe('the events that advance an order, as they were published', () => {
  it.each([
    ['stock.reserved.v1', aPendingOrder, { status: 'awaiting-payment' }],
    ['stock.rejected.v1', aPendingOrder, { status: 'cancelled', cancelledBecause: 'out-of-stock' }],
    ['payment.session-opened.v1', anOrderAwaitingPayment, { session: { sessionId: 'cs_test_1' } }],
    ['payment.processing.v1', anOrderWithSession, { paymentStatus: 'processing' }],
    ['payment.succeeded.v1', anOrderWithSession, { status: 'confirmed' }],
    ['payment.expired.v1', anOrderWithSession, { status: 'cancelled' }],
    ['refund.succeeded.v1', cancelling, { status: 'cancelled', paymentStatus: 'refunded' }],
  ])('%s', async (type, anOrder, expected) => {
    const orders = holding(anOrder());
    const subscription = advanceOrderWhenServiceAnswered(new AdvanceOrder({ orders })).find(
      ({ contract }) => contract.type === type,
    );
    const event = sampleOf(type);
    await subscription!.handle({ ...event, data: subscription!.contract.data.parse(event.data) });
    expect(orders.order.state).toMatchObject(expected);
  });
});

describe('the timeline', () => {
  const entries: TimelineEntry[] = [];
  const subscriptions = recordInTimelineWhenAnythingHappened({
    record: async (entry) => void entries.push(entry),
    of: async () => entries,
  });

  it.each(subscriptions)('$contract.type: when it names an order, is kept', async ({ contract, handle }) => {
    const event = sampleOf(contract.type);
    const before = entries.length;
    await handle({ ...event, data: contract.data.parse(event.data) });
    const isAboutAnOrder = JSON.stringify(event.data).includes('"orderId":"');
    expect(entries.slice(before)).toMatchObject(
      isAboutAnOrder ? [{ eventId: event.id, event: contract.type, orderId: event.correlationid }] : [],
    );
  });
});
