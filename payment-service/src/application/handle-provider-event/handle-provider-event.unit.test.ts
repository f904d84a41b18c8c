import { describe, expect, it } from 'vitest';
import { aDispute, aPaymentWithRefund, orderId, payments, refundNews, session } from '../../../tests/a-payment.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { ProviderNews } from '../ports/provider-event.ts';
import { HandleProviderEvent } from './handle-provider-event.ts';

const aboutSession: ProviderNews = { about: 'session', orderId, sessionId: 'cs_1' };
const aboutRefund: ProviderNews = { about: 'refund', providerRefundId: 're_1' };
const aboutDispute: ProviderNews = { about: 'dispute', disputeId: 'du_1' };
const aboutDecline: ProviderNews = { about: 'decline', orderId, code: 'lost_card', message: 'Your card was declined.' };

describe('an event of the provider', () => {
  it.each([
    ['session', aboutSession, payments.open, ['PaymentSucceeded']],
    ['refund', aboutRefund, () => aPaymentWithRefund('pending'), ['RefundSucceeded']],
    ['dispute', aboutDispute, payments.succeeded, ['DisputeOpened']],
    ['declined card', aboutDecline, payments.open, ['AttemptDeclined']],
  ])(
    'about a %s: when handled again, for it was not noted, changes nothing more',
    async (_what, news, aPayment, once) => {
      const till = aTill(aPayment());
      till.provider.sessions.set('cs_1', session.paid());
      till.provider.refunds.set('r1', refundNews('r1', 'succeeded'));
      till.provider.disputes.set('du_1', aDispute('open'));
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

  it.each([
    [aboutRefund, 're_1'],
    [aboutDispute, 'du_1'],
  ])('when it is about something else that the shop’s account does (%o), is left alone', async (news, id) => {
    const till = aTill(payments.succeeded());
    till.provider.strangers.add(id);
    await new HandleProviderEvent(till).execute('evt_1', news);
    expect(till.happened()).toEqual([]);
  });

  it('when a dispute is won, has what was held back given back at once', async () => {
    const till = aTill(aPaymentWithRefund('requested'));
    const handleProviderEvent = new HandleProviderEvent(till);
    till.provider.disputes.set('du_1', aDispute('open'));
    await handleProviderEvent.execute('evt_1', aboutDispute);
    expect(till.provider.calls).toEqual(['find du_1']);
    till.provider.disputes.set('du_1', aDispute('won'));
    await handleProviderEvent.execute('evt_2', aboutDispute);
    expect(till.provider.calls).toEqual(['find du_1', 'find du_1', 'refund r1']);
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
