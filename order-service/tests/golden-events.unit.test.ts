import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EventEnvelope } from '@souk/contracts/event';
import { goldenEventsOf } from '@souk/testing/golden-events';
import { describe, expect, it } from 'vitest';
import { AdvanceOrder } from '../src/application/advance-order/advance-order.ts';
import type { TimelineEntry } from '../src/application/ports/timeline.ts';
import { advanceOrderWhenServiceAnswered } from '../src/presentation/events/advance-order-when-service-answered.ts';
import { recordInTimelineWhenAnythingHappened } from '../src/presentation/events/record-in-timeline-when-anything-happened.ts';
import { anOrderAwaitingPayment, anOrderWithSession, aPendingOrder, orders } from './an-order.ts';
import { InMemoryOrderRepository } from './in-memory-order-repository.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');

const sampleOf = (type: string) =>
  EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${type}.json`), 'utf8')));

describe('the events that advance an order, as they were published', () => {
  it.each([
    ['stock.reserved.v1', aPendingOrder, { status: 'awaiting-payment' }],
    ['stock.rejected.v1', aPendingOrder, { status: 'cancelled', cancelledBecause: 'out-of-stock' }],
    ['payment.session-opened.v1', anOrderAwaitingPayment, { session: { sessionId: 'cs_test_1' } }],
    ['payment.processing.v1', anOrderWithSession, { paymentStatus: 'processing' }],
    ['payment.succeeded.v1', anOrderWithSession, { status: 'confirmed' }],
    ['payment.expired.v1', anOrderWithSession, { status: 'cancelled' }],
    ['payment.refused.v1', anOrderWithSession, { status: 'cancelled', cancelledBecause: 'payment-refused' }],
    ['payment.failed.v1', anOrderWithSession, { status: 'cancelled', cancelledBecause: 'payment-failed' }],
    ['refund.succeeded.v1', orders['paid while being cancelled'], { status: 'cancelled', paymentStatus: 'refunded' }],
    [
      'refund.failed.v1',
      orders['being given back'],
      { refunds: [{ status: 'failed', failure: 'lost_or_stolen_card' }] },
    ],
    ['dispute.opened.v1', orders.confirmed, { paymentStatus: 'disputed' }],
    ['dispute.closed.v1', orders.disputed, { paymentStatus: 'paid' }],
  ])('%s', async (type, anOrder, expected) => {
    const order = anOrder();
    const repository = new InMemoryOrderRepository(order);
    const subscription = advanceOrderWhenServiceAnswered(new AdvanceOrder({ orders: repository })).find(
      ({ contract }) => contract.type === type,
    );
    const event = sampleOf(type);
    await subscription!.handle({ ...event, data: subscription!.contract.data.parse(event.data) });
    expect((await repository.find(order.state.id))?.state).toMatchObject(expected);
  });
});

describe('the timeline', () => {
  const entries: TimelineEntry[] = [];
  const subscriptions = recordInTimelineWhenAnythingHappened({
    record: async (entry) => void entries.push(entry),
    of: async () => entries,
  });

  const samples = subscriptions.flatMap(({ contract, handle }) =>
    goldenEventsOf(contract).map((event) => ({ type: event.type, contract, handle, event })),
  );

  it.each(samples)('$type: when it names an order, is kept', async ({ contract, handle, event }) => {
    const before = entries.length;
    await handle(event);
    const isAboutAnOrder = JSON.stringify(event.data).includes('"orderId":"');
    expect(entries.slice(before)).toMatchObject(
      isAboutAnOrder ? [{ eventId: event.id, event: contract.type, orderId: event.correlationid }] : [],
    );
  });

  it('when a message of the order could not be handled when it came, says what became of it', async () => {
    const told = subscriptions.filter(({ contract }) => contract.topic === 'message-events');
    const before = entries.length;
    for (const { contract, handle } of told) for (const event of goldenEventsOf(contract)) await handle(event);
    expect(entries.slice(before).map(({ detail }) => detail)).toEqual([
      'order.confirmed.v1 could not be handled (3 tries: aggregate.contended); it is tried again, and later ones wait for it.',
      'order.confirmed.v1 is handled after all (5 tries).',
      'order.confirmed.v1 is given up on (17 tries: aggregate.contended) until an admin redrives it.',
      'order.confirmed.v1 is to be handled again: an admin redrives it.',
    ]);
  });
});
