import { describe, expect, it } from 'vitest';
import { minutesLater, orderId, payments, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import { ProviderIsUnavailable } from '../ports/provider-error.ts';
import { ReconcilePayment } from '../reconcile-payment/reconcile-payment.ts';
import { ResumePayments } from './resume-payments.ts';

const SECOND = 1 / 60;

function aSweep(payment: Payment) {
  const till = aTill(payment);
  const resumePayments = new ResumePayments({ ...till, reconcilePayment: new ReconcilePayment(till) });
  /** Looks when so many minutes have passed since the payment was requested. */
  const look = async (minutes: number) => {
    till.clock.time = minutesLater(minutes);
    await resumePayments.execute();
  };
  /** Looks, and waits for what follows. */
  const sweep = async (minutes: number) => {
    await look(minutes);
    await till.work.settled();
  };
  return { ...till, look, sweep };
}

describe('a payment that was left behind', () => {
  it('before its session was opened: is taken up when it is due, and not before', async () => {
    const { provider, state, sweep } = aSweep(payments.requested());
    await sweep(4 * SECOND);
    expect(provider.calls).toEqual([]);
    await sweep(5 * SECOND);
    expect(await state()).toMatchObject({ status: 'open' });
  });

  it('by lost webhooks: learns from the provider that it was paid', async () => {
    const { provider, state, sweep } = aSweep(payments.open());
    provider.sessions.set('cs_1', session.paid());
    await sweep(36);
    expect(await state()).toMatchObject({ status: 'succeeded' });
  });

  it('while the provider is away: is tried again, but not at every look', async () => {
    const { provider, state, sweep } = aSweep(payments.requested());
    provider.beforeAnswer = () => Promise.reject(new ProviderIsUnavailable('503'));
    await sweep(1);
    await sweep(1 + SECOND);
    expect(provider.calls).toHaveLength(1);
    provider.beforeAnswer = () => undefined;
    await sweep(2);
    expect(provider.calls).toHaveLength(2);
    expect(await state()).toMatchObject({ status: 'open' });
  });

  it('while this process is at work for its order: is left to that', async () => {
    const { provider, work, look } = aSweep(payments.requested());
    const atWork = Promise.withResolvers<undefined>();
    work.start(orderId, () => atWork.promise);
    await look(1);
    atWork.resolve(undefined);
    await work.settled();
    expect(provider.calls).toEqual([]);
  });
});
