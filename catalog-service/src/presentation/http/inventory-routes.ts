import { created, listOf, ListQuery, ok, route, type Route } from '@souk/chassis/http/route';
import { uuidv7 } from '@souk/chassis/ids';
import { line, Sku } from '@souk/contracts/fields';
import { z } from 'zod';
import type { AdjustStock } from '../../application/adjust-stock/adjust-stock.ts';
import type { Inventory } from '../../application/ports/inventory.ts';

const MAX_PIECES = 10_000_000;

const InventoryQuery = ListQuery.extend({
  q: Sku.optional(),
  low: z
    .literal('true')
    .transform(() => true)
    .optional(),
});
const SkuParams = z.strictObject({ sku: Sku });
const AdjustmentBody = z.strictObject({
  kind: z.enum(['in', 'out', 'set']),
  quantity: z.int().min(0).max(MAX_PIECES),
  reason: line(300),
});

const StockReply = z.object({
  sku: z.string(),
  productId: z.string().nullable(),
  name: z.string(),
  onHand: z.int(),
  available: z.int(),
  held: z.int(),
});
const MovementReply = z.object({
  id: z.uuid(),
  sku: z.string(),
  place: z.int(),
  kind: z.enum(['in', 'out', 'set', 'sold', 'restocked']),
  quantity: z.int(),
  delta: z.int(),
  onHand: z.int(),
  available: z.int(),
  reason: z.string(),
  by: z.string().nullable(),
  orderId: z.string().nullable(),
  at: z.iso.datetime(),
});
const HeldReply = z.object({
  orderId: z.string(),
  quantity: z.int(),
  status: z.enum(['pending', 'reserved', 'rejected', 'released', 'committed', 'restocked']),
  since: z.iso.datetime(),
});

const pageIn = ({ limit, offset }: ListQuery) => ({ limit, offset });

export interface InventoryRoutesOptions {
  readonly inventory: Inventory;
  readonly adjustStock: AdjustStock;
  readonly lowStockAt: number;
}

export function inventoryRoutes({ inventory, adjustStock, lowStockAt }: InventoryRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/admin/inventory',
      access: 'admin',
      summary: 'The stock of each SKU: those that begin with q, or only those that run low, the scarcest first',
      query: InventoryQuery,
      replies: { 200: listOf(StockReply) },
      handle: async ({ query: { q, low, ...page } }) =>
        ok({ ...(await inventory.find({ q, availableAtMost: low ? lowStockAt : undefined }, page)), ...pageIn(page) }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/inventory/:sku/adjustments',
      access: 'admin',
      summary: 'Book pieces that came in, went out or were counted, never fewer than orders hold',
      params: SkuParams,
      body: AdjustmentBody,
      replies: { 201: StockReply },
      idempotency: 'once',
      handle: async ({ params: { sku }, body, caller: { userId } }) => {
        const stock = await adjustStock.execute(sku, { ...body, id: uuidv7(), by: userId });
        return created(`/v1/admin/inventory/${sku}/movements`, stock);
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/inventory/:sku/movements',
      access: 'admin',
      summary:
        'How the stock of a SKU came to be what it is: all that came in, went out, was counted, sold and brought back, the newest first',
      params: SkuParams,
      query: ListQuery,
      replies: { 200: listOf(MovementReply) },
      handle: async ({ params: { sku }, query }) =>
        ok({ ...(await inventory.movements(sku, query)), ...pageIn(query) }),
    }),
    route({
      method: 'get',
      path: '/v1/admin/inventory/:sku/reservations',
      access: 'admin',
      summary: 'The orders that hold pieces of a SKU',
      params: SkuParams,
      query: ListQuery,
      replies: { 200: listOf(HeldReply) },
      handle: async ({ params: { sku }, query }) =>
        ok({ ...(await inventory.reservations(sku, query)), ...pageIn(query) }),
    }),
  ];
}
