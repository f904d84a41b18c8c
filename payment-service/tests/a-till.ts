import { createLogger } from '@souk/chassis/logger';
import { AdvancePayment } from '../src/application/advance-payment/advance-payment.ts';
import type { Payment } from '../src/domain/payment/payment.ts';
import { OrderQueue } from '../src/infrastructure/work/order-queue.ts';
import { orderId, session } from './a-payment.ts';
import { InMemoryPaymentProvider } from './in-memory-payment-provider.ts';
import { InMemoryPaymentRepository } from './in-memory-payment-repository.ts';
import { SettableClock } from './settable-clock.ts';

/** What use cases about payments need, in memory; with a payment whose session, if it has one, is open at the provider. */
export function aTill(...known: readonly Payment[]) {
  const clock = new SettableClock();
  const payments = new InMemoryPaymentRepository(...known);
  const provider = new InMemoryPaymentProvider();
  for (const { state } of known)
    if (state.session !== null) provider.sessions.set(state.session.id, session.open(state.session.attempt));
  const work = new OrderQueue(createLogger('payment-service', 'silent'));
  const advancePayment = new AdvancePayment({ payments, provider, work, clock });
  return {
    clock,
    payments,
    provider,
    work,
    advancePayment,
    state: async () => (await payments.find(orderId))?.state,
    happened: () => payments.events.map(({ type }) => type),
  };
}
