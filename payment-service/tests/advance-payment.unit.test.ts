import { expect, it, vi } from 'vitest';
import { AdvancePayment } from '../src/application/advance-payment/advance-payment.ts';
import type { OrderWork } from '../src/application/ports/order-work.ts';
import type { PaymentProvider } from '../src/application/ports/payment-provider.ts';
import type { PaymentRepository } from '../src/domain/payment/payment-repository.ts';
import type { Payment } from '../src/domain/payment/payment.ts';
import { aRequest, aRequestedPayment, at, orderId, session } from './a-payment.ts';

/** One payment, and a provider that opens its session while `meanwhile` happens to the payment. */
async function openWhile(meanwhile: (payment: Payment) => void) {
  const payment = aRequestedPayment();
  const closeSession = vi.fn(() => Promise.resolve(session.expired()));
  const openSession = vi.fn(() => {
    meanwhile(payment);
    return Promise.resolve({ outcome: 'opened', session: session.open() });
  });
  const payments = {
    find: () => Promise.resolve(payment),
    update: (_id: string, change: (payment: Payment) => void) => {
      change(payment);
      return Promise.resolve(payment);
    },
  };
  await new AdvancePayment({
    payments: payments as unknown as PaymentRepository,
    provider: { openSession, closeSession } as unknown as PaymentProvider,
    work: {} as OrderWork,
    clock: { now: () => at },
  }).execute(orderId);
  return { payment, openSession, closeSession };
}

it('when nothing else happens while the session is opened, leaves it open', async () => {
  const { payment, openSession, closeSession } = await openWhile(() => undefined);
  expect(payment.state.status).toBe('open');
  expect(openSession).toHaveBeenCalledOnce();
  expect(closeSession).not.toHaveBeenCalled();
});

it('when the order ends while the session is opened, closes it', async () => {
  const { payment, closeSession } = await openWhile((payment) => payment.close(at));
  expect(payment.state.status).toBe('expired');
  expect(closeSession).toHaveBeenCalledExactlyOnceWith('cs_1');
});

it('when the payment has ended without the session that is opened, closes what nobody would', async () => {
  const { payment, closeSession } = await openWhile((payment) => payment.acceptRefusal(aRequest(), 'refused', at));
  expect(payment.state).toMatchObject({ status: 'expired', session: null });
  expect(closeSession).toHaveBeenCalledExactlyOnceWith('cs_1');
});
