import { Reservation } from '../../catalog-service/src/domain/reservation/reservation.ts';
import { advance, type SagaAnswer } from '../../order-service/src/application/advance-order/advance-order.ts';
import { Payment, type Step } from '../../payment-service/src/domain/payment/payment.ts';
import type { RequestedRefund } from '../../payment-service/src/domain/payment/refund.ts';
import { line, now, orderId, total } from './saga-constants.ts';
import { closeSession, openSession, refund, sessionAt } from './saga-provider.ts';
import {
  changeOrder,
  changePayment,
  changeReservation,
  storePayment,
  storeReservation,
  type ChannelName,
  type Message,
  type World,
} from './saga-world.ts';

/** Mistakes that the model must notice. */
export type Bug =
  | 'releases the stock when cancellation is only requested'
  | 'opens the next session before the last one is closed'
  | 'confirms what is being cancelled'
  | 'forgets the key of a refund'
  | 'applies what it has seen';

/** What a consumer does with a message, once. */
export function handle(world: World, name: ChannelName, message: Message, bug: Bug | null): void {
  const channel = world.channels[name];
  const isOld = message.sequence <= channel.seen;
  world.channels[name] = { ...channel, seen: Math.max(channel.seen, message.sequence) };
  // A reservation remembers no messages: a status that was left is never entered again.
  if (isOld && name !== 'order→catalog' && bug !== 'applies what it has seen') return;
  if (name === 'order→catalog') inCatalog(world, message, bug);
  else if (name === 'order→payment') inPayment(world, message);
  else if (message.type === 'payment.succeeded.v1' && bug === 'confirms what is being cancelled') confirmAnyway(world);
  else if (ANSWERS.has(message.type)) {
    // The contracts are checked where a message is read; here it has just been written.
    changeOrder(world, (order) => advance(order, { ...message, time: now.toISOString() } as unknown as SagaAnswer));
  }
}

/** What the order does not react to lands in its timeline only. */
const ANSWERS = new Set<string>([
  'stock.reserved.v1',
  'stock.rejected.v1',
  'payment.session-opened.v1',
  'payment.processing.v1',
  'payment.succeeded.v1',
  'payment.expired.v1',
  'payment.refused.v1',
  'payment.failed.v1',
  'refund.succeeded.v1',
  'refund.failed.v1',
  'dispute.opened.v1',
  'dispute.closed.v1',
] satisfies readonly SagaAnswer['type'][]);

function inCatalog(world: World, { type }: Message, bug: Bug | null): void {
  const release = () => {
    if (world.reservation === null) storeReservation(world, Reservation.releasedBeforehand({ orderId, at: now }));
    else changeReservation(world, (reservation) => reservation.release(now));
  };
  switch (type) {
    case 'order.created.v1':
      if (world.reservation !== null) return;
      storeReservation(world, Reservation.request({ orderId, lines: [{ sku: line.sku, quantity: 2 }], at: now }));
      changeReservation(world, (reservation) => reservation.reserve([line], now));
      break;
    case 'order.confirmed.v1':
      changeReservation(world, (reservation) => reservation.commit(now));
      break;
    case 'order.cancellation-requested.v1':
      if (bug === 'releases the stock when cancellation is only requested') release();
      break;
    case 'order.cancelled.v2':
      release();
      break;
  }
}

function inPayment(world: World, { type, data }: Message): void {
  switch (type) {
    case 'order.awaiting-payment.v1': {
      const { attempt } = data as { attempt: number };
      const request = { attempt, idempotencyKey: `checkout:${orderId}:${attempt}`, parameters: {} };
      const wanted = { orderId, email: 'amira@souk.test', total, request, at: now };
      if (world.payment === null) storePayment(world, Payment.request(wanted));
      else changePayment(world, (payment) => payment.requestSession(request, now));
      break;
    }
    case 'order.cancellation-requested.v1':
    case 'order.cancelled.v2':
      if (world.payment !== null) changePayment(world, (payment) => payment.close(now));
      else if (type === 'order.cancellation-requested.v1') storePayment(world, Payment.neverOpened(orderId, now));
      break;
    case 'order.refund-requested.v1':
      changePayment(world, (payment) => payment.requestRefund(data as RequestedRefund, now));
      break;
  }
}

/** One step of AdvancePayment: the provider is asked, and its answer is applied unless it is lost. */
export function takeStep(
  world: World,
  step: Step,
  { isLost, refundFails, bug }: { isLost: boolean; refundFails: boolean; bug: Bug | null },
): void {
  const { provider } = world;
  const apply = (change: (payment: Payment) => void) => {
    if (!isLost) changePayment(world, change);
  };
  switch (step.type) {
    case 'open-session': {
      const session = openSession(provider, step.request.attempt);
      apply((payment) => payment.applySession(session, now));
      // Nobody else would close a session that the payment does not know.
      if (!isLost && world.payment?.session?.id !== session.id) closeSession(provider, session.attempt);
      break;
    }
    case 'close-session': {
      const attempt = Number(step.sessionId.slice('cs_'.length));
      const next = world.payment?.nextRequest ?? null;
      const opensEarly = bug === 'opens the next session before the last one is closed' && next !== null;
      if (opensEarly && provider.sessions[next.attempt] === undefined) {
        openSession(provider, next.attempt);
        break;
      }
      const session = closeSession(provider, attempt);
      apply((payment) => payment.applySession(session, now));
      break;
    }
    case 'refund': {
      const tries = Object.keys(provider.refunds).length;
      const key = bug === 'forgets the key of a refund' ? `${step.refund.refundId}#${tries}` : step.refund.refundId;
      const answer = refund(provider, key, step.refund, !refundFails);
      apply((payment) => payment.settleRefund(answer, now));
      break;
    }
  }
}

/** A webhook: the session is looked up, as it is now, and compared with what is known. */
export function tellOf(world: World, attempt: number): void {
  changePayment(world, (payment) => payment.applySession(sessionAt(world.provider, attempt), now));
}

function confirmAnyway(world: World): void {
  const { order } = world;
  world.order = { ...order, status: 'confirmed', paymentStatus: 'paid', paid: total, deadlineAt: null };
}
