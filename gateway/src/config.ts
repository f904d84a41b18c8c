import { ProcessConfig } from '@souk/chassis/config';
import { z } from 'zod';

const serviceUrl = z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' });
const timeout = z.coerce.number().int().min(100).max(60_000);
const perMinute = z.coerce.number().int().min(0);

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

export const GatewayConfig = ProcessConfig.extend({
  USER_SERVICE_URL: serviceUrl,
  CATALOG_SERVICE_URL: serviceUrl,
  CART_SERVICE_URL: serviceUrl,
  ORDER_SERVICE_URL: serviceUrl,
  PAYMENT_SERVICE_URL: serviceUrl,
  NOTIFICATION_SERVICE_URL: serviceUrl,
  /** Origins whose pages may call the API from a browser, comma separated. */
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((origin) => origin.trim() || []))
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://shop.example, comma separated'),
  /** How many proxies stand in front of the gateway, exactly: each adds one entry to X-Forwarded-For. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** Requests a minute of one client; 0 is no limit. */
  RATE_LIMIT_PER_MINUTE: perMinute.default(6_000),
  /** POSTs to /v1/auth/ a minute of one client; 0 is no limit. */
  AUTH_RATE_LIMIT_PER_MINUTE: perMinute.default(60),
  /** Until when a service must have begun to answer a read or a change, beside the time that it was asked to wait. */
  READ_TIMEOUT_MS: timeout.default(5_000),
  WRITE_TIMEOUT_MS: timeout.default(10_000),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;

/** Where each service answers, by its name. */
export const serviceUrls = (config: GatewayConfig) => ({
  'user-service': config.USER_SERVICE_URL,
  'catalog-service': config.CATALOG_SERVICE_URL,
  'cart-service': config.CART_SERVICE_URL,
  'order-service': config.ORDER_SERVICE_URL,
  'payment-service': config.PAYMENT_SERVICE_URL,
  'notification-service': config.NOTIFICATION_SERVICE_URL,
});
