import { Router } from 'express';
import type Stripe from 'stripe';
import { createdFilter, fieldFilter, page } from '../pagination.ts';
import type { StripeAccount } from '../stripe-account.ts';
import type { Endpoint } from './endpoint.ts';

/** Disputes; `close` accepts one as lost. */
export function disputeRoutes({ disputes, state }: StripeAccount, endpoint: Endpoint): Router {
  const router = Router();
  router.get(
    '/disputes',
    endpoint(({ query, path }) => {
      const created = createdFilter(query);
      const intent = fieldFilter<Stripe.Dispute>(query, 'payment_intent');
      const charge = fieldFilter<Stripe.Dispute>(query, 'charge');
      const filter = (dispute: Stripe.Dispute) => created(dispute) && intent(dispute) && charge(dispute);
      return page(state.disputes.values().reverse(), query, { url: path, filter });
    }),
  );
  router.get(
    '/disputes/:id',
    endpoint(({ id }) => disputes.dispute(id)),
  );
  router.post(
    '/disputes/:id',
    endpoint(({ id, body, cause }) => disputes.update(id, body, cause)),
  );
  router.post(
    '/disputes/:id/close',
    endpoint(({ id, cause }) => disputes.close(id, 'lost', cause)),
  );
  return router;
}
