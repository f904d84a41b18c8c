import { describe, expect, it } from 'vitest';
import { aDispute, aPaymentWithRefund, at, orderId, payments, refundNews, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import { ReconcilePayment } from './reconcile-payment.ts';

describe('asking the provider how things stand', () => {
  it.each([
    // Without a session there is nothing to ask about; what waits for a step of the shop's own takes it.
    ['open', ['find cs_1']],
    ['processing', ['find cs_1']],
    ['succeeded', ['find cs_1']],
    ['expired', ['find cs_1']],
    ['expired unopened', []],
    ['requested', [`open checkout:${orderId}:1`]],
    ['closing', ['find cs_1', 'close cs_1']],
  ] as const)('when a payment is %s, does %j', async (situation, calls) => {
    const till = aTill(payments[situation]());
    await new ReconcilePayment(till).execute(orderId);
    expect(till.provider.calls).toEqual(calls);
  });

  it.each(['pending', 'succeeded', 'failed'] as const)('when a refund is %s, asks for it, too', async (status) => {
    const till = aTill(aPaymentWithRefund(status));
    const before = await till.state();
    till.provider.refunds.set('r1', refundNews('r1', status));
    await new ReconcilePayment(till).execute(orderId);
    expect(till.provider.calls).toEqual(['find cs_1', 'find re_1']);
    expect(await till.state()).toEqual(before);
  });

  it('when there is a dispute, asks for it, and goes on when it is closed', async () => {
    const payment = aPaymentWithRefund('requested');
    payment.applyDispute(aDispute('open'), at);
    const till = aTill(payment);
    till.provider.disputes.set('du_1', aDispute('won'));
    await new ReconcilePayment(till).execute(orderId);
    expect(till.provider.calls).toEqual(['find cs_1', 'find du_1', 'refund r1']);
    expect(till.happened()).toContain('DisputeClosed');
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
