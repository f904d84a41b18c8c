import { ServiceConfig } from '@souk/chassis/config';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';

export const NotificationServiceConfig = ServiceConfig.extend({
  RESEND_API_KEY: z.string().startsWith('re_', 'must start with re_'),
  /** Another address than Resend's own, for the sandbox; without a slash at its end. */
  RESEND_BASE_URL: z.url().regex(/[^/]$/, 'must not end with a slash').optional(),
  RESEND_WEBHOOK_SECRET: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and Base64'),
  /** The sender, e.g. `Souk <shop@example.org>`; its domain must be verified at Resend. */
  EMAIL_FROM: z.string().includes('@'),
  /** Who in the shop is told what an admin has to look after, e.g. a refund that failed. */
  SHOP_EMAIL: Email.optional(),
  /** The shop's public address, for links in mails. */
  PUBLIC_URL: z.url(),
  /** Key of the tokens in links; the same in user, cart, order and notification service. */
  LINK_SECRET: z.string().min(32, 'must have at least 32 characters'),
});
export type NotificationServiceConfig = z.infer<typeof NotificationServiceConfig>;
