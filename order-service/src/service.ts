import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { OrderServiceConfig } from './config.ts';
import { advanceOrderWhenServiceAnswered } from './presentation/events/advance-order-when-service-answered.ts';
import { recordInTimelineWhenAnythingHappened } from './presentation/events/record-in-timeline-when-anything-happened.ts';
import { shortenWaitsWhenStockRejected } from './presentation/events/shorten-waits-when-stock-rejected.ts';
import { adminOrderRoutes } from './presentation/http/admin-order-routes.ts';
import { checkoutRoutes } from './presentation/http/checkout-routes.ts';
import { orderRoutes } from './presentation/http/order-routes.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

const DEADLINES_EVERY_MS = 10_000;
const HOLDS_FORGOTTEN_EVERY_MS = 3_600_000;

export const orderService = defineService({
  name: 'order-service',
  config: OrderServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    const links = get(T.LinkSigner);
    const orderList = get(T.OrderList);
    const viewOrder = get(T.ViewOrder);
    const waitingRoom = get(T.WaitingRoom);
    return {
      routes: [
        ...checkoutRoutes({
          checkOut: get(T.CheckOut),
          listShippingMethods: get(T.ListShippingMethods),
          links,
          waitingRoom,
        }),
        ...orderRoutes({
          viewOrder,
          orderList,
          links,
          waitingRoom,
          cancelOrder: get(T.CancelOrder),
          reopenPayment: get(T.ReopenPayment),
        }),
        ...adminOrderRoutes({ viewOrder, orderList, cancelOrder: get(T.CancelOrder), grantRefund: get(T.GrantRefund) }),
      ],
      subscriptions: [
        ...advanceOrderWhenServiceAnswered(get(T.AdvanceOrder)),
        shortenWaitsWhenStockRejected(get(T.ShortenWaits)),
        ...recordInTimelineWhenAnythingHappened(get(T.Timeline)),
      ],
      sweeps: [
        { name: 'deadlines', every: DEADLINES_EVERY_MS, run: () => get(T.PassOrderDeadlines).execute() },
        { name: 'guest-holds', every: HOLDS_FORGOTTEN_EVERY_MS, run: () => get(T.ForgetGuestHolds).execute() },
      ],
    };
  },
});
