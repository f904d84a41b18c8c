import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';
import { OrderLineShape } from './shapes.ts';

const topic = 'inventory-updates';

/** Subject: the order. Every line is held, with its name and unit price of this moment. */
export const StockReservedV1 = defineEvent(
  topic,
  'stock.reserved.v1',
  z.object({ orderId: z.string(), lines: z.array(OrderLineShape).min(1) }),
);
export type StockReservedV1 = EventOf<typeof StockReservedV1>;

/** Subject: the order. Nothing is held; `shortages` are the lines that could not be. */
export const StockRejectedV1 = defineEvent(
  topic,
  'stock.rejected.v1',
  z.object({
    orderId: z.string(),
    shortages: z.array(z.object({ sku: z.string(), requested: z.int().positive(), available: z.int().nonnegative() })),
  }),
);
export type StockRejectedV1 = EventOf<typeof StockRejectedV1>;

/** Subject: the order. Its pieces have left the stock for good. */
export const StockCommittedV1 = defineEvent(topic, 'stock.committed.v1', z.object({ orderId: z.string() }));
export type StockCommittedV1 = EventOf<typeof StockCommittedV1>;

/** Subject: the order. Its pieces had left the stock, and are back: it was cancelled after it was paid. */
export const StockRestockedV1 = defineEvent(topic, 'stock.restocked.v1', z.object({ orderId: z.string() }));
export type StockRestockedV1 = EventOf<typeof StockRestockedV1>;

/** Subject: the order. Its pieces are for sale again. */
export const StockReleasedV1 = defineEvent(topic, 'stock.released.v1', z.object({ orderId: z.string() }));
export type StockReleasedV1 = EventOf<typeof StockReleasedV1>;

/** Subject: the SKU. An admin changed the stock by `delta` pieces; `available` is what is left to sell. */
export const StockAdjustedV1 = defineEvent(
  topic,
  'stock.adjusted.v1',
  z.object({ sku: z.string(), delta: z.int(), onHand: z.int(), available: z.int(), reason: z.string() }),
);
export type StockAdjustedV1 = EventOf<typeof StockAdjustedV1>;
