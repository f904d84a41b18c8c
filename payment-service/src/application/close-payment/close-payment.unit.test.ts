import { runBecauseOf } from '@souk/chassis/execution-context';
import { describe, expect, it } from 'vitest';
import { aMessage } from '../../../tests/a-message.ts';
import { aRequestedPayment, at, orderId, payments } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import { ClosePayment } from './close-payment.ts';

const waiting = { waitsForAnswer: true };

describe('closing the payment of an order', () => {
  it('that has none and waits for an answer, says that it can never be paid, once', async () => {
    const till = aTill();
    for (let time = 1; time <= 2; time++) await new ClosePayment(till).execute(orderId, waiting);
    expect(till.happened()).toEqual(['PaymentExpired']);
    expect(await till.state()).toMatchObject({ status: 'expired', request: null, requestedAt: at });
  });

  it('that has none and waits for nothing, makes none', async () => {
    const till = aTill();
    await new ClosePayment(till).execute(orderId, { waitsForAnswer: false });
    expect(await till.state()).toBeUndefined();
  });

  it.each([true, false])('that is being opened, closes what was opened (waiting: %s)', async (waitsForAnswer) => {
    const till = aTill(payments.requested());
    await new ClosePayment(till).execute(orderId, { waitsForAnswer });
    await till.work.settled();
    expect(till.provider.sessions.get('cs_1')).toMatchObject({ status: 'expired' });
    expect(till.happened()).toEqual(['PaymentExpired']);
  });

  it('that gets one at the same moment, closes that one', async () => {
    const till = aTill();
    const add = till.payments.add.bind(till.payments);
    // Another process has handled the request for it between the look and the answer.
    till.payments.add = async (payment: Payment) => {
      await add(aRequestedPayment());
      return add(payment);
    };
    await new ClosePayment(till).execute(orderId, waiting);
    expect(await till.state()).toMatchObject({ status: 'closing' });
    await till.work.settled();
    expect(till.happened()).toEqual(['PaymentExpired']);
  });

  it('when the message comes again, because the process died before it asked the provider, asks then', async () => {
    const till = aTill(payments.open());
    const message = aMessage(orderId);
    await runBecauseOf(message, () => till.payments.update(orderId, (payment) => payment.close(at)));
    await runBecauseOf(message, () => new ClosePayment(till).execute(orderId, waiting));
    await till.work.settled();
    expect(till.provider.calls).toEqual(['close cs_1']);
    expect(await till.state()).toMatchObject({ status: 'expired' });
  });
});
