import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subscription } from '@souk/chassis/events/subscription';
import { EventEnvelope } from '@souk/contracts/event';
import { expect, it } from 'vitest';
import { ClosePayment } from '../src/application/close-payment/close-payment.ts';
import { RequestPayment } from '../src/application/request-payment/request-payment.ts';
import { RequestRefund } from '../src/application/request-refund/request-refund.ts';
import { closePaymentWhenOrderEnds } from '../src/presentation/events/close-payment-when-order-ends.ts';
import { requestPaymentWhenOrderAwaitsIt } from '../src/presentation/events/request-payment-when-order-awaits-it.ts';
import { requestRefundWhenOrderAsks } from '../src/presentation/events/request-refund-when-order-asks.ts';
import { payments } from './a-payment.ts';
import { aTill } from './a-till.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');

/** What the service does when it hears of an order. */
const subscriptionsOf = (till: ReturnType<typeof aTill>): readonly Subscription[] => [
  requestPaymentWhenOrderAwaitsIt(new RequestPayment(till)),
  ...closePaymentWhenOrderEnds(new ClosePayment(till)),
  requestRefundWhenOrderAsks(new RequestRefund(till)),
];

const expectations = [
  ['order.awaiting-payment.v1', [], { status: 'open' }],
  ['order.cancellation-requested.v1', [payments.open()], { status: 'expired' }],
  ['order.cancelled.v2', [payments.open()], { status: 'expired' }],
  ['order.refund-requested.v1', [payments.succeeded()], { refunds: [{ status: 'succeeded' }] }],
] as const;

it.each(expectations)('the golden sample of %s does what it says', async (type, known, expected) => {
  const till = aTill(...known);
  const { contract, handle } = subscriptionsOf(till).find(({ contract }) => contract.type === type)!;
  const envelope = EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${type}.json`), 'utf8')));
  await handle({ ...envelope, data: contract.data.parse(envelope.data) });
  await till.work.settled();
  expect(await till.state()).toMatchObject(expected);
});

it('no event is consumed without a golden sample', () => {
  const consumed = subscriptionsOf(aTill()).map(({ contract }) => contract.type);
  expect(consumed).toEqual(expectations.map(([type]) => type));
});
