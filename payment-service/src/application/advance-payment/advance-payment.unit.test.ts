import { describe, expect, it } from 'vitest';
import { aPaymentWithRefund, aRefusal, aRequest, at, orderId, payments, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import { ProviderAnswerHasNoEffect, ProviderIsUnavailable } from '../ports/provider-error.ts';

const open = (attempt: number) => `open checkout:${orderId}:${attempt}`;

describe('what a payment needs of the provider', () => {
  it.each([
    ['requested', [open(1)], { status: 'open', session: { id: 'cs_1' } }],
    ['closing', ['close cs_1'], { status: 'expired' }],
    // Whether there is a session is not known: asking for it once more tells its id.
    ['closing blindly', [open(1), 'close cs_1'], { status: 'expired' }],
    ['replacing', ['close cs_1', open(2)], { status: 'open', session: { id: 'cs_2' } }],
    ['open', [], { status: 'open' }],
    ['processing', [], { status: 'processing' }],
    ['succeeded', [], { status: 'succeeded' }],
    ['expired', [], { status: 'expired' }],
  ] as const)('when it is %s, is asked for in order: %j', async (situation, calls, expected) => {
    const { provider, advancePayment, state } = aTill(payments[situation]());
    await advancePayment.execute(orderId);
    expect(provider.calls).toEqual(calls);
    expect(await state()).toMatchObject(expected);
  });

  it.each([
    ['opens a session', payments.requested, { status: 'open' }],
    ['closes a session', payments.closing, { status: 'expired' }],
    ['gives money back', () => aPaymentWithRefund('requested'), { refunds: [{ refundId: 'r1', status: 'succeeded' }] }],
  ])('when the answer is lost while it %s, is asked for once more', async (_what, aPayment, expected) => {
    const { provider, advancePayment, state } = aTill(aPayment());
    const before = await state();
    provider.beforeAnswer = () => Promise.reject(new ProviderIsUnavailable('timeout'));
    await expect(advancePayment.execute(orderId)).rejects.toThrow(ProviderIsUnavailable);
    expect(await state()).toEqual(before);
    provider.beforeAnswer = () => undefined;
    await advancePayment.execute(orderId);
    expect(provider.calls).toEqual([provider.calls[0], provider.calls[0]]);
    expect(await state()).toMatchObject(expected);
  });

  it('when an answer does not move it, is not asked for again at once', async () => {
    const { provider, advancePayment } = aTill(payments.requested());
    provider.sessions.set('cs_1', session.open(7));
    await expect(advancePayment.execute(orderId)).rejects.toThrow(ProviderAnswerHasNoEffect);
    expect(provider.calls.filter((call) => call.startsWith('open'))).toHaveLength(1);
  });

  it('when there is no payment, is nothing', async () => {
    const { provider, advancePayment } = aTill();
    await advancePayment.execute(orderId);
    expect(provider.calls).toEqual([]);
  });
});

describe('while a session is opened', () => {
  /** Has a session opened; meanwhile this happens to the payment. */
  async function openWhile(meanwhile: (payment: Payment) => void) {
    const till = aTill(payments.requested());
    till.provider.beforeAnswer = async () => {
      till.provider.beforeAnswer = () => undefined;
      await till.payments.update(orderId, meanwhile);
    };
    await till.advancePayment.execute(orderId);
    return till;
  }

  it('the order ends: it is closed', async () => {
    const { provider, state } = await openWhile((payment) => payment.close(at));
    expect(provider.calls).toEqual([open(1), 'close cs_1']);
    expect(await state()).toMatchObject({ status: 'expired' });
  });

  it('the order wants the next one: it is closed before that is opened', async () => {
    const { provider, state } = await openWhile((payment) => payment.requestSession(aRequest(2), at));
    expect(provider.calls).toEqual([open(1), 'close cs_1', open(2)]);
    expect(await state()).toMatchObject({ status: 'open', session: { id: 'cs_2' } });
  });

  it('the payment ends without it: it is closed, for nobody else would', async () => {
    const { provider, state } = await openWhile((payment) => payment.acceptRefusal(aRequest(), aRefusal, at));
    expect(provider.calls).toEqual([open(1), 'close cs_1']);
    expect(await state()).toMatchObject({ status: 'refused', session: null });
  });
});
