import type { LinkSigner } from '@souk/chassis/link-signer';
import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { AdvanceOrder } from '../application/advance-order/advance-order.ts';
import type { CancelOrder } from '../application/cancel-order/cancel-order.ts';
import type { CheckOut } from '../application/check-out/check-out.ts';
import type { ForgetGuestHolds } from '../application/forget-guest-holds/forget-guest-holds.ts';
import type { GrantRefund } from '../application/grant-refund/grant-refund.ts';
import type { GuestAllowance, GuestLimits } from '../application/guest-allowance.ts';
import type { ListShippingMethods } from '../application/list-shipping-methods/list-shipping-methods.ts';
import type { PassOrderDeadlines } from '../application/pass-order-deadlines/pass-order-deadlines.ts';
import type { PlaceOrder } from '../application/place-order/place-order.ts';
import type { Carts } from '../application/ports/carts.ts';
import type { GuestHolds } from '../application/ports/guest-holds.ts';
import type { OrderChanges } from '../application/ports/order-changes.ts';
import type { OrderList } from '../application/ports/order-list.ts';
import type { Timeline } from '../application/ports/timeline.ts';
import type { ReopenPayment } from '../application/reopen-payment/reopen-payment.ts';
import type { ShortenWaits } from '../application/shorten-waits/shorten-waits.ts';
import type { ViewOrder } from '../application/view-order/view-order.ts';
import type { OrderRepository } from '../domain/order/order-repository.ts';
import type { ShippingMethods } from '../domain/order/shipping-method.ts';
import type { WaitingRoom } from '../presentation/http/waiting-room.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  AdvanceOrder: token<AdvanceOrder>('AdvanceOrder'),
  CancelOrder: token<CancelOrder>('CancelOrder'),
  Carts: token<Carts>('Carts'),
  CheckOut: token<CheckOut>('CheckOut'),
  Clock: token<Clock>('Clock'),
  ForgetGuestHolds: token<ForgetGuestHolds>('ForgetGuestHolds'),
  GrantRefund: token<GrantRefund>('GrantRefund'),
  GuestAllowance: token<GuestAllowance>('GuestAllowance'),
  GuestHolds: token<GuestHolds>('GuestHolds'),
  GuestLimits: token<GuestLimits>('GuestLimits'),
  LinkSigner: token<LinkSigner>('LinkSigner'),
  ListShippingMethods: token<ListShippingMethods>('ListShippingMethods'),
  OrderChanges: token<OrderChanges>('OrderChanges'),
  OrderList: token<OrderList>('OrderList'),
  OrderRepository: token<OrderRepository>('OrderRepository'),
  PassOrderDeadlines: token<PassOrderDeadlines>('PassOrderDeadlines'),
  PlaceOrder: token<PlaceOrder>('PlaceOrder'),
  ReopenPayment: token<ReopenPayment>('ReopenPayment'),
  ShippingMethods: token<ShippingMethods>('ShippingMethods'),
  ShortenWaits: token<ShortenWaits>('ShortenWaits'),
  Timeline: token<Timeline>('Timeline'),
  ViewOrder: token<ViewOrder>('ViewOrder'),
  WaitingRoom: token<WaitingRoom>('WaitingRoom'),
};
