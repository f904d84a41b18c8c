import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { PaymentServiceConfig } from './config.ts';
import { closePaymentWhenOrderEnds } from './presentation/events/close-payment-when-order-ends.ts';
import { requestPaymentWhenOrderAwaitsIt } from './presentation/events/request-payment-when-order-awaits-it.ts';
import { requestRefundWhenOrderAsks } from './presentation/events/request-refund-when-order-asks.ts';
import { adminPaymentRoutes } from './presentation/http/admin-payment-routes.ts';
import { adminWebhookEventRoutes } from './presentation/http/admin-webhook-event-routes.ts';
import { webhookRoutes } from './presentation/http/webhook-routes.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

export const paymentService = defineService({
  name: 'payment-service',
  config: PaymentServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    const every = platform.config.SWEEP_EVERY_MS;
    return {
      routes: [
        ...webhookRoutes({ receiveWebhook: get(T.ReceiveWebhook) }),
        ...adminPaymentRoutes({
          payments: get(T.PaymentList),
          reconcilePayment: get(T.ReconcilePayment),
          repeatRefund: get(T.RepeatRefund),
        }),
        ...adminWebhookEventRoutes({ events: get(T.ProviderEvents), replayProviderEvent: get(T.ReplayProviderEvent) }),
      ],
      subscriptions: [
        requestPaymentWhenOrderAwaitsIt(get(T.RequestPayment)),
        ...closePaymentWhenOrderEnds(get(T.ClosePayment)),
        requestRefundWhenOrderAsks(get(T.RequestRefund)),
      ],
      settle: () => get(T.OrderWork).settled(),
      sweeps: [
        { name: 'payments', every, run: () => get(T.ResumePayments).execute() },
        { name: 'webhook-events', every, run: () => get(T.ResumeProviderEvents).execute() },
        {
          name: 'undelivered-events',
          every: platform.config.FETCH_EVENTS_EVERY_MS,
          run: () => get(T.FetchUndeliveredEvents).execute(),
        },
        { name: 'webhook-retention', every: 600_000, run: () => get(T.ForgetProviderEvents).execute() },
      ],
    };
  },
});
