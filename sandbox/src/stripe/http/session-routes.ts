import { Router } from 'express';
import { invalidRequest } from '../api-error.ts';
import { readSessionRequest } from '../checkout-request.ts';
import { createdFilter, fieldFilter, page } from '../pagination.ts';
import { declineOf } from '../payments.ts';
import type { StripeAccount } from '../stripe-account.ts';
import type { Endpoint } from './endpoint.ts';
import type Stripe from 'stripe';

/** Checkout sessions, and `payment_pages`: what Stripe's own clients call to pay one without a browser. */
export function sessionRoutes({ checkout, catalog, state, paymentMethods }: StripeAccount, endpoint: Endpoint): Router {
  const router = Router();
  const sessions = '/checkout/sessions';

  router.post(
    sessions,
    endpoint(({ body, version }) => checkout.create(readSessionRequest(body, catalog, version))),
  );
  router.get(
    sessions,
    endpoint(({ query, path }) => {
      const created = createdFilter(query);
      const fields = (['payment_intent', 'status', 'customer'] as const).map((field) =>
        fieldFilter<Stripe.Checkout.Session>(query, field),
      );
      const filter = (session: Stripe.Checkout.Session) =>
        created(session) && fields.every((passes) => passes(session));
      return page(state.sessions.values().reverse(), query, { url: path, filter });
    }),
  );
  router.get(
    `${sessions}/:id`,
    endpoint(({ id }) => checkout.session(id)),
  );
  router.get(
    `${sessions}/:id/line_items`,
    endpoint(({ id, query, path }) => page(checkout.lineItems(id), query, { url: path, filter: () => true })),
  );
  router.post(
    `${sessions}/:id/expire`,
    endpoint(({ id, cause }) => checkout.expire(id, cause)),
  );

  router.get(
    '/payment_pages/:id',
    endpoint(({ id }) => ({ ...checkout.session(id), object: 'payment_page', session_id: id })),
  );
  router.post(
    '/payment_pages/:id/confirm',
    endpoint(({ id, body, cause }) => {
      const method = body.required('payment_method', body.string('payment_method'));
      const expected = body.integer('expected_amount');
      body.rejectUnknown();
      if (expected !== null && expected !== checkout.session(id).amount_total) {
        throw invalidRequest('The amount of this session is not the expected one.', { param: 'expected_amount' });
      }
      const declined = declineOf(checkout.pay(id, paymentMethods.resolve(method), cause));
      if (declined !== null) throw declined;
      return { ...checkout.session(id), object: 'payment_page', session_id: id };
    }),
  );
  return router;
}
