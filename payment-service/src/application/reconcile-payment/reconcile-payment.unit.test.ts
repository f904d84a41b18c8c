import { describe, expect, it } from 'vitest';
import { aPaymentWithRefund, orderId, payments, refundNews, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import { ReconcilePayment } from './reconcile-payment.ts';

describe('asking the provider how things stand', () => {
  it.each([
    // What waits for a step of the shop's own is not asked about: taking the step tells.
    ['requested', []],
    ['closing blindly', []],
    ['closing', []],
    ['replacing', []],
    ['open', ['find cs_1']],
    ['processing', ['find cs_1']],
    ['succeeded', []],
    ['expired', []],
  ] as const)('when a payment is %s, asks for %j', async (situation, calls) => {
    const till = aTill(payments[situation]());
    const before = await till.state();
    await new ReconcilePayment(till).execute(orderId);
    expect(till.provider.calls).toEqual(calls);
    expect(await till.state()).toEqual(before);
  });

  it.each([
    ['requested', []],
    ['pending', ['find re_1']],
    ['succeeded', []],
    ['failed', []],
  ] as const)('when a refund is %s, asks for %j', async (status, calls) => {
    const till = aTill(aPaymentWithRefund(status));
    till.provider.refunds.set('r1', refundNews('r1', 'pending'));
    await new ReconcilePayment(till).execute(orderId);
    expect(till.provider.calls).toEqual(calls);
  });

  it('when news was missed, takes it over', async () => {
    const paid = aTill(payments.open());
    paid.provider.sessions.set('cs_1', session.paid());
    await new ReconcilePayment(paid).execute(orderId);
    expect(await paid.state()).toMatchObject({ status: 'succeeded' });

    const refunded = aTill(aPaymentWithRefund('pending'));
    refunded.provider.refunds.set('r1', refundNews('r1', 'succeeded'));
    await new ReconcilePayment(refunded).execute(orderId);
    expect(await refunded.state()).toMatchObject({ refunds: [{ status: 'succeeded' }] });
  });

  it('when there is no such payment, says so', async () => {
    await expect(new ReconcilePayment(aTill()).execute(orderId)).rejects.toThrow(PaymentNotFound);
  });
});
