import { describe, expect, it } from 'vitest';
import { aPaymentWithRefund, orderId, payments, refundNews, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { ProviderNews } from '../ports/provider-event.ts';
import { HandleProviderEvent } from './handle-provider-event.ts';

const aboutSession: ProviderNews = { about: 'session', orderId, sessionId: 'cs_1' };
const aboutRefund: ProviderNews = { about: 'refund', orderId, providerRefundId: 're_1' };
const aboutDecline: ProviderNews = { about: 'decline', orderId, code: 'lost_card', message: 'Your card was declined.' };

describe('an event of the provider', () => {
  it.each([
    ['session', aboutSession, payments.open, ['PaymentSucceeded']],
    ['refund', aboutRefund, () => aPaymentWithRefund('pending'), ['RefundSucceeded']],
    ['declined card', aboutDecline, payments.open, ['AttemptDeclined']],
  ])(
    'about a %s: when handled again, for it was not noted, changes nothing more',
    async (_what, news, aPayment, once) => {
      const till = aTill(aPayment());
      till.provider.sessions.set('cs_1', session.paid());
      till.provider.refunds.set('r1', refundNews('r1', 'succeeded'));
      const handleProviderEvent = new HandleProviderEvent(till);
      for (let time = 1; time <= 2; time++) await handleProviderEvent.execute('evt_1', news);
      expect(till.happened()).toEqual(once);
    },
  );

  it('when it tells of a session that has moved on since, believes what the provider says now', async () => {
    const till = aTill(payments.open());
    till.provider.sessions.set('cs_1', session.expired());
    await new HandleProviderEvent(till).execute('evt_1', aboutSession);
    expect(await till.state()).toMatchObject({ status: 'expired' });
  });

  it('when it tells of money for a payment that has ended, has it given back at once', async () => {
    const till = aTill(payments.expired());
    till.provider.sessions.set('cs_1', session.paid());
    await new HandleProviderEvent(till).execute('evt_1', aboutSession);
    expect(till.provider.calls).toEqual(['find cs_1', 'refund late:pi_1']);
    expect(await till.state()).toMatchObject({ status: 'expired', refunds: [{ status: 'succeeded' }] });
  });

  it('when it tells of a declined card, tells it all: nothing is asked back', async () => {
    const till = aTill(payments.open());
    await new HandleProviderEvent(till).execute('evt_1', aboutDecline);
    expect(till.provider.calls).toEqual([]);
    expect(await till.state()).toMatchObject({ status: 'open', declines: [{ eventId: 'evt_1', code: 'lost_card' }] });
  });
});
