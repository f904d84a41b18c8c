import { describe, expect, it } from 'vitest';
import { anOrderAwaitingPayment, at, euros, minutesLater } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import { OrderNotFound } from '../../domain/order/order-error.ts';
import { AdvanceOrder, type SagaAnswer } from './advance-order.ts';

const { id: orderId } = anOrderAwaitingPayment().state;
const envelope = {
  specversion: '1.0',
  id: '0197a1b2-1111-7000-8000-000000000001',
  source: '/payment-service',
  subject: orderId,
  time: at.toISOString(),
  sequence: 1,
  correlationid: orderId,
  causationid: 'test',
} as const;
const sessionId = 'cs_1';
const session = { attempt: 1, sessionId, url: 'http://pay/cs_1', expiresAt: minutesLater(35) };

const opened: SagaAnswer = {
  ...envelope,
  type: 'payment.session-opened.v1',
  data: { orderId, ...session, expiresAt: session.expiresAt.toISOString() },
};
const processing: SagaAnswer = { ...envelope, type: 'payment.processing.v1', data: { orderId, sessionId } };
const succeeded: SagaAnswer = {
  ...envelope,
  type: 'payment.succeeded.v1',
  data: { orderId, sessionId, paymentIntentId: 'pi_1', amount: euros(2990) },
};
const refused: SagaAnswer = { ...envelope, type: 'payment.refused.v1', data: { orderId, code: 'amount_too_large' } };
const failed: SagaAnswer = { ...envelope, type: 'payment.failed.v1', data: { orderId, sessionId, code: null } };
const expired: SagaAnswer = { ...envelope, type: 'payment.expired.v1', data: { orderId } };

/** What becomes of an order that awaits payment when it is told all this. */
async function stateAfter(...answers: readonly SagaAnswer[]) {
  const orders = new InMemoryOrderRepository(anOrderAwaitingPayment());
  const advanceOrder = new AdvanceOrder({ orders });
  for (const answer of answers) await advanceOrder.execute(answer);
  return (await orders.find(orderId))?.state;
}

describe('an order that awaits payment', () => {
  it('when its session is opened, waits as long as that can be paid and ten minutes for the news of it', async () => {
    const time = minutesLater(1);
    const state = await stateAfter({ ...opened, time: time.toISOString() });
    expect(state).toMatchObject({ session, updatedAt: time, deadlineAt: minutesLater(45) });
  });

  it.each([
    ['paid before its session is known', [succeeded, opened], { status: 'confirmed', deadlineAt: null }],
    [
      'paid later, before its session is known',
      [processing, opened],
      { paymentStatus: 'processing', deadlineAt: minutesLater(14 * 24 * 60) },
    ],
    ['expired before its session is known', [expired, opened], { status: 'cancelled', session: null }],
    ['paid later, and never was', [opened, processing, expired], { status: 'cancelled', deadlineAt: null }],
    ['refused by the provider', [refused], { cancelledBecause: 'payment-refused', paymentFailure: 'amount_too_large' }],
    ['failed by the bank', [opened, processing, failed], { cancelledBecause: 'payment-failed', paymentFailure: null }],
  ])('when it is %s, is what it should be', async (_what, answers, expected) => {
    expect(await stateAfter(...answers)).toMatchObject(expected);
  });

  it('when another order is meant that nobody knows, is left alone, and the answer is refused', async () => {
    const stranger = { ...expired, data: { orderId: 'unknown' } };
    await expect(stateAfter(stranger)).rejects.toThrow(OrderNotFound);
  });
});
