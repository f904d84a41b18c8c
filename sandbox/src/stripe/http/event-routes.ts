import { Router } from 'express';
import { ApiError } from '../api-error.ts';
import type { StoredEvent } from '../objects/event.ts';
import { createdFilter, fieldFilter, page } from '../pagination.ts';
import type { StripeAccount } from '../stripe-account.ts';
import type { Endpoint } from './endpoint.ts';

/** Events, which a reconciler reads to learn what no webhook has told it. */
export function eventRoutes({ events }: StripeAccount, endpoint: Endpoint): Router {
  const router = Router();
  router.get(
    '/events',
    endpoint(({ query, path }) => {
      const created = createdFilter(query);
      const type = fieldFilter<StoredEvent>(query, 'type');
      const types = new Set<string>(query.strings('types'));
      const delivered = query.boolean('delivery_success');
      const filter = (event: StoredEvent) =>
        created(event) &&
        type(event) &&
        (types.size === 0 || types.has(event.type)) &&
        (delivered === null || delivered === events.isDelivered(event.id));
      const found = page(events.newestFirst(), query, { url: path, filter });
      return { ...found, data: found.data.map((event) => events.shown(event)) };
    }),
  );
  router.get(
    '/events/:id',
    endpoint(({ id }) => {
      const found = events.find(id);
      if (found !== undefined) return found;
      const details = { code: 'resource_missing', message: `No such event: '${id}'`, param: 'id' };
      throw new ApiError(404, { type: 'invalid_request_error', ...details });
    }),
  );
  return router;
}
