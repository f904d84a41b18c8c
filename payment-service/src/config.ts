import { ServiceConfig } from '@souk/chassis/config';
import { z } from 'zod';

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .transform((url) => url.replace(/\/+$/, ''));

export const PaymentServiceConfig = ServiceConfig.extend({
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret or restricted key of Stripe'),
  /** Of the webhook endpoint that Stripe sends events to. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S{16,}$/, 'must be the signing secret of a webhook endpoint, whsec_…'),
  /** Where Stripe's API is; its own address when not set. */
  STRIPE_API_BASE: webAddress.optional(),
  /** The shop's public address: where the payment page leads back to. */
  PUBLIC_URL: webAddress,
  /** How long a payment page can be used. Stripe wants 30 minutes left when it gets the request, and less than a day. */
  SESSION_MINUTES: z.coerce.number().int().min(35).max(1435).default(35),
  /** Pause between looks for what a crash, a failure or a lost webhook has left behind, in milliseconds. */
  SWEEP_EVERY_MS: z.coerce.number().int().min(10).max(60_000).default(2_000),
  /** Pause between looks for events that Stripe could not deliver, in milliseconds. */
  FETCH_EVENTS_EVERY_MS: z.coerce.number().int().min(10).max(3_600_000).default(60_000),
  /** For how many days webhook events are kept that were processed, or are no business of this shop. */
  WEBHOOK_EVENTS_KEPT_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  /** For how many days those are kept that were given up, after they were received. */
  GIVEN_UP_EVENTS_KEPT_DAYS: z.coerce.number().int().min(4).max(3650).default(90),
}).superRefine(({ STRIPE_SECRET_KEY, STRIPE_API_BASE }, context) => {
  if (STRIPE_API_BASE === undefined || !STRIPE_SECRET_KEY.includes('_live_')) return;
  const message = 'must not be set with a live key: it would be sent to a stranger, and money would not move';
  context.addIssue({ code: 'custom', path: ['STRIPE_API_BASE'], message });
});
export type PaymentServiceConfig = z.infer<typeof PaymentServiceConfig>;
