import { runBecauseOf } from '@souk/chassis/execution-context';
import { describe, expect, it } from 'vitest';
import { aMessage } from '../../../tests/a-message.ts';
import { euros, minutesLater, orderId, payments, total } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import { ProviderIsUnavailable } from '../ports/provider-error.ts';
import { RequestRefund } from './request-refund.ts';

const wanted = { orderId, refundId: 'r1', amount: total, reason: 'cancelled' } as const;

describe('giving money back', () => {
  it('when asked again, by the same message and by another, happens once', async () => {
    const till = aTill(payments.succeeded());
    const message = aMessage(orderId);
    for (const each of [message, message, aMessage(orderId, 2)]) {
      await runBecauseOf(each, () => new RequestRefund(till).execute(wanted));
      await till.work.settled();
    }
    expect(till.provider.calls).toEqual(['refund r1']);
    expect(till.happened()).toEqual(['RefundSucceeded']);
  });

  it('when the provider is away, is written down and done with: somebody will come back to it', async () => {
    const till = aTill(payments.succeeded());
    till.provider.beforeAnswer = () => Promise.reject(new ProviderIsUnavailable('503'));
    await new RequestRefund(till).execute(wanted);
    await till.work.settled();
    expect(await till.state()).toMatchObject({ refunds: [{ refundId: 'r1', status: 'requested' }] });
    expect((await till.payments.due(minutesLater(1), 10)).orderIds).toEqual([orderId]);
  });

  it('when it would be more than was taken, has failed, and the provider is not asked', async () => {
    const till = aTill(payments.succeeded());
    await new RequestRefund(till).execute({ ...wanted, amount: euros(2991) });
    await till.work.settled();
    expect(till.provider.calls).toEqual([]);
    expect(till.happened()).toEqual(['RefundFailed']);
  });
});
