import { readFileSync } from 'node:fs';
import { EventEnvelope } from '@souk/contracts/event';
import { ProductArchivedV1, ProductPublishedV1, ProductUpdatedV1 } from '@souk/contracts/catalog-events';
import { OrderCancelledV1, OrderConfirmedV1, OrderCreatedV1 } from '@souk/contracts/order-events';
import { expect, it } from 'vitest';

/** Every version of every event that the service consumes must stay readable. */
it.each([OrderCreatedV1, OrderConfirmedV1, OrderCancelledV1, ProductPublishedV1, ProductUpdatedV1, ProductArchivedV1])(
  'when the golden sample of $type arrives, it is understood',
  ({ type, data }) => {
    const sample = new URL(`../../packages/contracts/samples/${type}.json`, import.meta.url);
    const event = EventEnvelope.parse(JSON.parse(readFileSync(sample, 'utf8')));
    expect(event.type).toBe(type);
    expect(data.parse(event.data)).toEqual(event.data);
  },
);
