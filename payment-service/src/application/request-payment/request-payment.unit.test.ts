import { describe, expect, it } from 'vitest';
import { aRefusal, at, euros, minutesLater, orderId, total } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import { Payment } from '../../domain/payment/payment.ts';
import { AmountIsNotChargeable, ProviderIsUnavailable } from '../ports/provider-error.ts';
import { RequestPayment } from './request-payment.ts';

const order = {
  orderId,
  attempt: 1,
  email: 'amira@souk.test',
  lines: [{ sku: 'TEA-GREEN-100', productId: 'p1', name: 'Green tea, 100 g', unitPrice: euros(1250), quantity: 2 }],
  shipping: { method: 'standard', name: 'Standard delivery', price: euros(490) },
  total,
};

describe('asking for a payment', () => {
  it('when the provider is asked, has written down what for', async () => {
    const till = aTill();
    const written = Promise.withResolvers<unknown>();
    till.provider.beforeAnswer = async () => written.resolve(await till.state());
    await new RequestPayment(till).execute(order);
    expect(await written.promise).toMatchObject({
      status: 'requested',
      total,
      request: { idempotencyKey: `checkout:${orderId}:1`, parameters: { preparedAt: at.toISOString() } },
    });
  });

  it('when asked again before there was an answer, asks the provider for the very same', async () => {
    const till = aTill();
    const requests = new Set<string>();
    const open = till.provider.openSession.bind(till.provider);
    till.provider.openSession = (request) => {
      requests.add(JSON.stringify(request));
      return open(request);
    };
    till.provider.beforeAnswer = () => Promise.reject(new ProviderIsUnavailable('timeout'));
    await new RequestPayment(till).execute(order);
    await till.work.settled();
    till.provider.beforeAnswer = () => undefined;
    till.clock.time = minutesLater(1);
    await new RequestPayment(till).execute(order);
    await till.work.settled();
    expect(till.provider.calls).toHaveLength(2);
    expect(requests.size).toBe(1);
    expect(await till.state()).toMatchObject({ status: 'open' });
  });

  it('when the order has given it up before, opens nothing', async () => {
    const till = aTill(Payment.neverOpened(orderId, at));
    await new RequestPayment(till).execute(order);
    await till.work.settled();
    expect(till.provider.calls).toEqual([]);
    expect(await till.state()).toMatchObject({ status: 'expired', request: null });
  });

  it('when the provider cannot charge it, is refused for good without asking, once', async () => {
    const till = aTill();
    till.provider.prepare = () => {
      throw new AmountIsNotChargeable('amount_too_large', total, 'less');
    };
    for (let time = 1; time <= 2; time++) await new RequestPayment(till).execute(order);
    await till.work.settled();
    expect(till.provider.calls).toEqual([]);
    expect(till.happened()).toEqual(['PaymentRefused']);
    expect(await till.state()).toMatchObject({
      status: 'refused',
      total,
      refusal: 'amount_too_large',
      nextActionAt: null,
    });
  });

  it('when the provider refuses it, is refused once, and never asked for again', async () => {
    const till = aTill();
    till.provider.refusal = aRefusal;
    for (let time = 1; time <= 2; time++) {
      await new RequestPayment(till).execute(order);
      await till.work.settled();
    }
    expect(till.provider.calls).toHaveLength(1);
    expect(till.happened()).toEqual(['PaymentRefused']);
    expect(await till.state()).toMatchObject({ status: 'refused', refusal: aRefusal.reason, nextActionAt: null });
  });

  it('when the provider is asked too late, after an outage, expires: nothing is wrong with what was asked for', async () => {
    const till = aTill();
    till.provider.refusal = { ...aRefusal, isLate: true };
    await new RequestPayment(till).execute(order);
    await till.work.settled();
    expect(till.happened()).toEqual(['PaymentExpired']);
  });

  it('when the order is cancelled while the provider is asked, and that refuses, ends as the order wanted', async () => {
    const till = aTill();
    till.provider.refusal = aRefusal;
    till.provider.beforeAnswer = async () => {
      await till.payments.update(orderId, (payment) => payment.close(at));
    };
    await new RequestPayment(till).execute(order);
    await till.work.settled();
    expect(till.happened()).toEqual(['PaymentExpired']);
  });
});
