import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { PaymentServiceConfig } from '../config.ts';
import { StripeCheckout } from '../infrastructure/stripe/stripe-checkout.ts';
import { StripeClient } from '../infrastructure/stripe/stripe-client.ts';
import { OrderQueue } from '../infrastructure/work/order-queue.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock, logger }: Platform<PaymentServiceConfig>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.OrderWork).toConstantValue(new OrderQueue(logger));
    bind(T.PaymentProvider).toConstantValue(
      new StripeCheckout({
        client: new StripeClient({ secretKey: config.STRIPE_SECRET_KEY, apiBase: config.STRIPE_API_BASE ?? null }),
        webhookSecret: config.STRIPE_WEBHOOK_SECRET,
        publicUrl: config.PUBLIC_URL,
        sessionMinutes: config.SESSION_MINUTES,
      }),
    );
  });
}
