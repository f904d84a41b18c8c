import type { EventDraft } from '@souk/contracts/event';
import { Reservation } from '../../catalog-service/src/domain/reservation/reservation.ts';
import type { ReservationState } from '../../catalog-service/src/domain/reservation/reservation-state.ts';
import { toContract as inventoryEvent } from '../../catalog-service/src/infrastructure/persistence/reservation-event-contract.ts';
import { Order } from '../../order-service/src/domain/order/order.ts';
import type { OrderState } from '../../order-service/src/domain/order/order-state.ts';
import { toContract as orderEvent } from '../../order-service/src/infrastructure/persistence/order-event-contract.ts';
import { Payment } from '../../payment-service/src/domain/payment/payment.ts';
import type { PaymentState } from '../../payment-service/src/domain/payment/payment-state.ts';
import { toContract as paymentEvent } from '../../payment-service/src/infrastructure/persistence/payment-event-contract.ts';
import type { ProviderSession } from '../../payment-service/src/domain/payment/provider-session.ts';
import { now, orderId, shipping, total } from './saga-constants.ts';
import type { Provider } from './saga-provider.ts';

/** A message on its way, numbered per publisher. */
export interface Message {
  readonly sequence: number;
  readonly type: string;
  readonly data: unknown;
}

/** From a publisher to a consumer, in order. */
export interface Channel {
  queue: readonly Message[];
  published: number;
  /** The highest sequence that the consumer has handled: what is older changes nothing. */
  seen: number;
}

export const CHANNELS = ['order→catalog', 'order→payment', 'catalog→order', 'payment→order'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** What may still happen, and how often. */
export interface Budget {
  readonly pay: number;
  readonly payLater: number;
  readonly cancel: number;
  readonly cancelByShop: number;
  readonly payAgain: number;
  readonly passDeadline: number;
  /** The provider does what it is asked, and the answer is lost: the process was killed. */
  readonly crash: number;
  readonly duplicate: number;
  /** A message overtakes the one before it. */
  readonly swap: number;
  readonly refundFails: number;
  readonly dispute: number;
  readonly grant: number;
  /** The answer to a look at a session comes late. */
  readonly slowLook: number;
}

/** One order in all three services, at the provider, and on its way between them. */
export interface World {
  order: OrderState;
  payment: PaymentState | null;
  reservation: ReservationState | null;
  provider: Provider;
  channels: Record<ChannelName, Channel>;
  /** A look at a session whose answer has not been applied yet. */
  looked: ProviderSession | null;
  /** Messages that could not be handled. */
  dead: number;
  left: Budget;
}

export function newWorld(left: Budget): World {
  const placed = Order.place({
    id: orderId,
    cartId: 'cart-1',
    customerId: 'customer-1',
    email: 'amira@souk.test',
    shippingAddress: { name: 'A', line1: 'B', line2: null, postalCode: 'C', city: 'D', country: 'FR' },
    shipping,
    requested: [{ sku: 'TEA', quantity: 2 }],
    expectedTotal: total,
    fingerprint: 'f',
    cartTurn: 1,
    cartRevision: 1,
    checkoutKey: 'k',
    unpaidFrom: null,
    at: now,
  });
  const channel = (): Channel => ({ queue: [], published: 0, seen: 0 });
  const world: World = {
    order: placed.state,
    payment: null,
    reservation: null,
    provider: { sessions: {}, refunds: {} },
    channels: {
      'order→catalog': channel(),
      'order→payment': channel(),
      'catalog→order': channel(),
      'payment→order': channel(),
    },
    looked: null,
    dead: 0,
    left,
  };
  storeOrder(world, placed);
  return world;
}

function storeOrder(world: World, order: Order): void {
  world.order = order.state;
  const events = order.pullEvents().flatMap((event) => orderEvent(event, order.state) ?? []);
  publish(world, ['order→catalog', 'order→payment'], events);
}

export function storePayment(world: World, payment: Payment): void {
  world.payment = payment.state;
  publish(
    world,
    ['payment→order'],
    payment.pullEvents().map((event) => paymentEvent(event, payment.state)),
  );
}

export function storeReservation(world: World, reservation: Reservation): void {
  world.reservation = reservation.state;
  publish(
    world,
    ['catalog→order'],
    reservation.pullEvents().map((event) => inventoryEvent(event, orderId)),
  );
}

export function changeOrder(world: World, change: (order: Order) => void): void {
  const order = Order.rehydrate(world.order);
  change(order);
  storeOrder(world, order);
}

export function changePayment(world: World, change: (payment: Payment) => void): void {
  if (world.payment === null) return;
  const payment = Payment.rehydrate(world.payment);
  change(payment);
  storePayment(world, payment);
}

export function changeReservation(world: World, change: (reservation: Reservation) => void): void {
  if (world.reservation === null) return;
  const reservation = Reservation.rehydrate(world.reservation);
  change(reservation);
  storeReservation(world, reservation);
}

function publish(world: World, names: readonly ChannelName[], drafts: readonly EventDraft[]): void {
  for (const name of names) {
    const channel = world.channels[name];
    const messages = drafts.map(({ contract, data }, index) => ({
      sequence: channel.published + index + 1,
      type: contract.type,
      data,
    }));
    world.channels[name] = {
      ...channel,
      published: channel.published + messages.length,
      queue: [...channel.queue, ...messages],
    };
  }
}

/** States are never changed in place, so that a copy may share them. */
export function copyOf({ provider, channels, left, ...states }: World): World {
  return {
    ...states,
    provider: { sessions: { ...provider.sessions }, refunds: { ...provider.refunds } },
    channels: { ...channels },
    left,
  };
}

/** The same for worlds from which the same can follow: how often something was changed or published does not matter. */
export function keyOf({ order, payment, reservation, provider, channels, looked, dead, left }: World): string {
  const { revision, ...ofOrder } = order;
  const ofChannels = CHANNELS.map((name) => {
    const { queue, seen } = channels[name];
    return queue.map(({ sequence, type, data }) => [sequence - seen, type, data]);
  });
  return JSON.stringify([ofOrder, payment, reservation, provider, ofChannels, looked, dead, left]);
}
