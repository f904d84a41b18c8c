import { randomUUID } from 'node:crypto';
import {
  DisputeClosedV1,
  DisputeOpenedV1,
  PaymentAttemptFailedV1,
  PaymentExpiredV1,
  PaymentProcessingV1,
  PaymentSessionOpenedV1,
  PaymentSucceededV1,
  RefundFailedV1,
  RefundSucceededV1,
} from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { RefundIsUnknown } from '../src/domain/payment/payment-error.ts';
import { Payment } from '../src/domain/payment/payment.ts';
import { aDispute, aRequestedPayment, at, minutesLater, orderId, refundNews, session, total } from './a-payment.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { paymentRepositoryContract } from './payment-repository-contract.ts';
import { SettableClock } from './settable-clock.ts';

let service: ComposedService;
let connection: Connection;
const rows = () => connection.collection<{ _id: string }>('payments');
const repository = () => service.container.get(T.PaymentRepository);

beforeAll(async () => {
  service = await startComposedService(new SettableClock());
  connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'payment-service' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await service.stop();
});

paymentRepositoryContract('MongoPaymentRepository', repository);

describe('MongoPaymentRepository', () => {
  const publishedAbout = (subject: string) =>
    service.bus.published
      .filter(({ event }) => event.subject === subject)
      .map(({ event: { type, sequence, data } }) => ({ type, sequence, data }));

  it('when a payment changes, publishes what happened with the change, once and in order', async () => {
    const update = (change: (payment: Payment) => void) => repository().update(orderId, change);
    const refundId = 'r1';
    await repository().add(aRequestedPayment());
    // What is told twice is no news, and what is refused has not happened.
    for (let time = 1; time <= 2; time++) {
      await update((payment) => payment.applySession(session.open(), at));
      await update((payment) => payment.recordDecline({ eventId: 'evt_1', code: 'lost_card', message: 'No.' }, at));
      await update((payment) => payment.applySession(session.processing(), at));
      await update((payment) => payment.applySession(session.paid(), at));
      const twice = update((payment) => {
        payment.applyDispute(aDispute('open'), at);
        payment.repeatRefund('r2', at);
      });
      await expect(twice).rejects.toThrow(RefundIsUnknown);
      await update((payment) => payment.requestRefund({ refundId, amount: total, reason: 'granted' }, at));
      await update((payment) => payment.settleRefund(refundNews(refundId, 'succeeded'), at));
      await update((payment) => payment.settleRefund(refundNews(refundId, 'failed'), at));
      await update((payment) => payment.applyDispute(aDispute('lost'), at));
    }

    const sessionId = 'cs_1';
    const opened = { sessionId, url: 'http://pay/cs_1', expiresAt: minutesLater(35).toISOString() };
    const captured = { paymentIntentId: 'pi_1', amount: total };
    const refund = { orderId, refundId, amount: total, email: 'amira@souk.test', reason: 'granted' };
    const disputed = { orderId, disputeId: 'du_1', amount: total };
    await eventually(() => {
      expect(publishedAbout(orderId)).toEqual([
        { sequence: 1, type: PaymentSessionOpenedV1.type, data: { orderId, attempt: 1, ...opened } },
        { sequence: 2, type: PaymentAttemptFailedV1.type, data: { orderId, code: 'lost_card', message: 'No.' } },
        { sequence: 3, type: PaymentProcessingV1.type, data: { orderId, sessionId } },
        { sequence: 4, type: PaymentSucceededV1.type, data: { orderId, sessionId, ...captured } },
        { sequence: 5, type: RefundSucceededV1.type, data: refund },
        { sequence: 6, type: RefundFailedV1.type, data: { ...refund, failure: 'lost_or_stolen_card' } },
        { sequence: 7, type: DisputeOpenedV1.type, data: { ...disputed, reason: 'fraudulent' } },
        { sequence: 8, type: DisputeClosedV1.type, data: { ...disputed, outcome: 'lost' } },
      ]);
    });
  });

  it('when a payment is added that has ended, publishes that, once', async () => {
    const neverPaid = randomUUID();
    for (let time = 1; time <= 2; time++) await repository().add(Payment.neverOpened(neverPaid, at));
    await eventually(() => {
      expect(publishedAbout(neverPaid)).toEqual([
        { type: PaymentExpiredV1.type, sequence: 1, data: { orderId: neverPaid } },
      ]);
    });
  });

  it('when nothing changes, writes nothing', async () => {
    const { state } = aRequestedPayment();
    const _id = randomUUID();
    await repository().add(Payment.rehydrate({ ...state, orderId: _id }));
    const before = await rows().findOne({ _id });
    await repository().update(_id, (payment) => payment.postpone(at));
    expect(await rows().findOne({ _id })).toEqual(before);
    expect(before).toMatchObject({ version: 1 });
  });

  it('when it looks for due payments, uses the index made for it', async () => {
    const uses = async () => {
      const stats = rows().aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
      return Number((await stats.toArray()).find(({ name }) => name === 'nextActionAt_1__id_1')!.accesses.ops);
    };
    const before = await uses();
    await repository().due(at, 10);
    expect(await uses()).toBe(before + 1);
  });
});
