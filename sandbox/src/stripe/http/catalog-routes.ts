import { Router } from 'express';
import type { StripeAccount } from '../stripe-account.ts';
import type { Endpoint } from './endpoint.ts';

/** Products, prices and customers. */
export function catalogRoutes({ catalog }: StripeAccount, endpoint: Endpoint): Router {
  const router = Router();
  router.post(
    '/products',
    endpoint(({ body, cause }) => catalog.createProduct(body, cause)),
  );
  router.get(
    '/products/:id',
    endpoint(({ id }) => catalog.product(id)),
  );
  router.post(
    '/prices',
    endpoint(({ body, cause }) => catalog.createPrice(body, cause)),
  );
  router.get(
    '/prices/:id',
    endpoint(({ id }) => catalog.price(id)),
  );
  router.post(
    '/customers',
    endpoint(({ body, cause }) => catalog.createCustomer(body, cause)),
  );
  router.get(
    '/customers/:id',
    endpoint(({ id }) => catalog.customer(id)),
  );
  return router;
}
