import express, { Router, type RequestHandler } from 'express';
import type { Store } from '../../store.ts';
import { idempotency } from '../idempotency.ts';
import type { StripeAccount } from '../stripe-account.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { disputeRoutes } from './dispute-routes.ts';
import { answerApiError, endpointWith, identifyRequest, unknownUrl } from './endpoint.ts';
import { eventRoutes } from './event-routes.ts';
import { paymentRoutes } from './payment-routes.ts';
import { requireApiKey } from './require-api-key.ts';
import { sessionRoutes } from './session-routes.ts';

const noFaults: RequestHandler = (_request, _response, next) => next();

/**
 * The API as the SDK and the CLI speak it, to be mounted at `/v1`.
 *
 * @param faults runs for each request that is accepted but not yet executed: the place to answer 429 or 500, to wait, or to lose the reply
 */
export function stripeApi(store: Store, account: StripeAccount, faults = noFaults): Router {
  const endpoint = endpointWith(account);
  const router = Router();
  router.use(identifyRequest, requireApiKey, express.text({ type: () => true, limit: '1mb' }));
  router.use(idempotency(store.collection('stripe.idempotency')), faults);
  router.use(sessionRoutes(account, endpoint), paymentRoutes(account, endpoint));
  router.use(disputeRoutes(account, endpoint));
  router.use(catalogRoutes(account, endpoint), eventRoutes(account, endpoint));
  router.use(unknownUrl, answerApiError);
  return router;
}
