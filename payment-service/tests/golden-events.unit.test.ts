import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subscription } from '@souk/chassis/events/subscription';
import { EventEnvelope } from '@souk/contracts/event';
import { expect, it, vi } from 'vitest';
import type { ClosePayment } from '../src/application/close-payment/close-payment.ts';
import type { RequestPayment } from '../src/application/request-payment/request-payment.ts';
import type { RequestRefund } from '../src/application/request-refund/request-refund.ts';
import { closePaymentWhenOrderEnds } from '../src/presentation/events/close-payment-when-order-ends.ts';
import { requestPaymentWhenOrderAwaitsIt } from '../src/presentation/events/request-payment-when-order-awaits-it.ts';
import { requestRefundWhenOrderAsks } from '../src/presentation/events/request-refund-when-order-asks.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');
const execute = vi.fn(() => Promise.resolve());
// The reactions only ever call `execute`.
const useCase = { execute } as unknown as RequestPayment & ClosePayment & RequestRefund;

const subscriptions: readonly Subscription[] = [
  requestPaymentWhenOrderAwaitsIt(useCase),
  ...closePaymentWhenOrderEnds(useCase),
  requestRefundWhenOrderAsks(useCase),
];

it.each(subscriptions)('the golden sample of $contract.type is understood', async ({ contract, handle }) => {
  execute.mockClear();
  const envelope = EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${contract.type}.json`), 'utf8')));
  await handle({ ...envelope, data: contract.data.parse(envelope.data) });
  expect(execute).toHaveBeenCalledOnce();
  expect(JSON.stringify(execute.mock.calls)).toContain(envelope.subject);
});
