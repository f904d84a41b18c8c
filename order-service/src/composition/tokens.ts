import type { LinkSigner } from '@souk/chassis/link-signer';
import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { AdvanceOrder } from '../application/advance-order/advance-order.ts';
import type { CancelOrder } from '../application/cancel-order/cancel-order.ts';
import type { CheckOut } from '../application/check-out/check-out.ts';
import type { GrantRefund } from '../application/grant-refund/grant-refund.ts';
import type { ListShippingMethods } from '../application/list-shipping-methods/list-shipping-methods.ts';
import type { PassOrderDeadlines } from '../application/pass-order-deadlines/pass-order-deadlines.ts';
import type { Carts } from '../application/ports/carts.ts';
import type { OrderChanges } from '../application/ports/order-changes.ts';
import type { OrderList } from '../application/ports/order-list.ts';
import type { Timeline } from '../application/ports/timeline.ts';
import type { ReopenPayment } from '../application/reopen-payment/reopen-payment.ts';
import type { ViewOrder } from '../application/view-order/view-order.ts';
import type { OrderRepository } from '../domain/order/order-repository.ts';
import type { ShippingMethods } from '../domain/order/shipping-method.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  AdvanceOrder: token<AdvanceOrder>('AdvanceOrder'),
  CancelOrder: token<CancelOrder>('CancelOrder'),
  Carts: token<Carts>('Carts'),
  CheckOut: token<CheckOut>('CheckOut'),
  Clock: token<Clock>('Clock'),
  GrantRefund: token<GrantRefund>('GrantRefund'),
  LinkSigner: token<LinkSigner>('LinkSigner'),
  ListShippingMethods: token<ListShippingMethods>('ListShippingMethods'),
  OrderChanges: token<OrderChanges>('OrderChanges'),
  OrderList: token<OrderList>('OrderList'),
  OrderRepository: token<OrderRepository>('OrderRepository'),
  PassOrderDeadlines: token<PassOrderDeadlines>('PassOrderDeadlines'),
  ReopenPayment: token<ReopenPayment>('ReopenPayment'),
  ShippingMethods: token<ShippingMethods>('ShippingMethods'),
  Timeline: token<Timeline>('Timeline'),
  ViewOrder: token<ViewOrder>('ViewOrder'),
};
