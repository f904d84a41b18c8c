import { describe, expect, it } from 'vitest';
import { aDispute, aPaymentWithRefund, orderId, payments, refundNews, session } from '../../../tests/a-payment.ts';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import { aTill } from '../../../tests/a-till.ts';
import type { ProviderNews } from '../ports/provider-event.ts';
import { HandleProviderEvent } from './handle-provider-event.ts';

const aboutSession: ProviderNews = { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' };
const aboutRefund: ProviderNews = { about: 'refund', providerRefundId: 're_1' };
const aboutDispute: ProviderNews = { about: 'dispute', disputeId: 'du_1' };
const aboutDecline: ProviderNews = {
  about: 'decline',
  orderId,
  isMarked: true,
  code: 'lost_card',
  message: 'Your card was declined.',
};

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
    expect(await new HandleProviderEvent(till).execute('evt_1', news)).toMatchObject({ state: 'ignored' });
    expect(till.happened()).toEqual([]);
  });

  describe('when it carries no mark of this shop', () => {
    const unmarked = (news: ProviderNews) => ({ ...news, isMarked: false }) as ProviderNews;
    const stranger = 'donation-1';

    it.each([
      ['session', unmarked({ ...aboutSession, orderId: stranger })],
      ['declined card', unmarked({ ...aboutDecline, orderId: stranger })],
      ['session that says it is of an order of ours', unmarked({ ...aboutSession, sessionId: 'cs_9' })],
      ['declined card that says it is of an order of ours', unmarked(aboutDecline)],
    ])('a %s is ignored without asking the provider', async (_what, news) => {
      const till = aTill(payments.open());
      expect(await new HandleProviderEvent(till).execute('evt_1', news)).toMatchObject({ state: 'ignored' });
      expect(till.provider.calls).toEqual([]);
      expect(till.happened()).toEqual([]);
    });

    it.each([
      ['refund', aboutRefund],
      ['dispute', aboutDispute],
    ])('a %s of money that the order’s payment does not know is ignored', async (_what, news) => {
      const till = aTill(payments.open());
      till.provider.isMarked = false;
      till.provider.refunds.set('r1', refundNews('r1', 'succeeded'));
      till.provider.disputes.set('du_1', aDispute('open'));
      expect(await new HandleProviderEvent(till).execute('evt_1', news)).toMatchObject({ state: 'ignored' });
      expect(till.happened()).toEqual([]);
    });

    it('what the payment knows is handled all the same: it is older than the mark', async () => {
      const till = aTill(aPaymentWithRefund('pending'));
      till.provider.isMarked = false;
      till.provider.sessions.set('cs_1', session.paid());
      till.provider.refunds.set('r1', refundNews('r1', 'succeeded'));
      till.provider.disputes.set('du_1', aDispute('open'));
      const handleProviderEvent = new HandleProviderEvent(till);
      for (const news of [unmarked(aboutSession), aboutRefund, aboutDispute]) {
        expect(await handleProviderEvent.execute('evt_1', news)).toEqual({ state: 'processed' });
      }
      expect(till.happened()).toEqual(['RefundSucceeded', 'DisputeOpened']);
    });
  });

  it('when it carries the mark and its payment is not there, fails: it is tried again', async () => {
    const handled = new HandleProviderEvent(aTill()).execute('evt_1', aboutDecline);
    await expect(handled).rejects.toThrow(PaymentNotFound);
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
