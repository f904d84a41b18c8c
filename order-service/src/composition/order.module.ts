import { ContainerModule } from 'inversify';
import { AdvanceOrder } from '../application/advance-order/advance-order.ts';
import { CancelOrder } from '../application/cancel-order/cancel-order.ts';
import { CheckOut } from '../application/check-out/check-out.ts';
import { ForgetGuestHolds } from '../application/forget-guest-holds/forget-guest-holds.ts';
import { GrantRefund } from '../application/grant-refund/grant-refund.ts';
import { GuestAllowance } from '../application/guest-allowance.ts';
import { ListShippingMethods } from '../application/list-shipping-methods/list-shipping-methods.ts';
import { PassOrderDeadlines } from '../application/pass-order-deadlines/pass-order-deadlines.ts';
import { PlaceOrder } from '../application/place-order/place-order.ts';
import { ReopenPayment } from '../application/reopen-payment/reopen-payment.ts';
import { ShortenWaits } from '../application/shorten-waits/shorten-waits.ts';
import { ViewOrder } from '../application/view-order/view-order.ts';
import { T } from './tokens.ts';

/** The use cases. */
export const orderModule = new ContainerModule(({ bind }) => {
  bind(T.AdvanceOrder).toResolvedValue((orders) => new AdvanceOrder({ orders }), [T.OrderRepository]);
  bind(T.CancelOrder).toResolvedValue(
    (orders, clock) => new CancelOrder({ orders, clock }),
    [T.OrderRepository, T.Clock],
  );
  bind(T.GuestAllowance).toResolvedValue(
    (holds, limits) => new GuestAllowance(holds, limits),
    [T.GuestHolds, T.GuestLimits],
  );
  bind(T.PlaceOrder).toResolvedValue(
    (orders, carts, changes, shippingMethods, allowance, clock) =>
      new PlaceOrder({ orders, carts, changes, shippingMethods, allowance, clock }),
    [T.OrderRepository, T.Carts, T.OrderChanges, T.ShippingMethods, T.GuestAllowance, T.Clock],
  );
  bind(T.CheckOut).toResolvedValue(
    (placeOrder, changes) => new CheckOut({ placeOrder, changes }),
    [T.PlaceOrder, T.OrderChanges],
  );
  bind(T.ForgetGuestHolds).toResolvedValue(
    (holds, clock) => new ForgetGuestHolds({ holds, clock }),
    [T.GuestHolds, T.Clock],
  );
  bind(T.GrantRefund).toResolvedValue(
    (orders, clock) => new GrantRefund({ orders, clock }),
    [T.OrderRepository, T.Clock],
  );
  bind(T.ListShippingMethods).toResolvedValue((methods) => new ListShippingMethods(methods), [T.ShippingMethods]);
  bind(T.PassOrderDeadlines).toResolvedValue(
    (orders, clock) => new PassOrderDeadlines({ orders, clock }),
    [T.OrderRepository, T.Clock],
  );
  bind(T.ReopenPayment).toResolvedValue(
    (orders, changes, clock) => new ReopenPayment({ orders, changes, clock }),
    [T.OrderRepository, T.OrderChanges, T.Clock],
  );
  bind(T.ShortenWaits).toResolvedValue(
    (orders, holds, clock) => new ShortenWaits({ orders, holds, clock }),
    [T.OrderRepository, T.GuestHolds, T.Clock],
  );
  bind(T.ViewOrder).toResolvedValue(
    (changes, timeline) => new ViewOrder({ changes, timeline }),
    [T.OrderChanges, T.Timeline],
  );
});
