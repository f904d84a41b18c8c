/** What the webhook endpoint at Stripe is subscribed to, as one would say in its dashboard; payment-service/README.md has the list. */
export const STRIPE_SUBSCRIPTION: readonly string[] = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'refund.created',
  'refund.failed',
  'refund.updated',
];

/** The same at Resend; notification-service/README.md has the list. */
export const RESEND_SUBSCRIPTION: readonly string[] = ['email.bounced', 'email.complained', 'email.delivered'];
