import { created, ok, Page, pageOf, route, type Route } from '@souk/chassis/http/route';
import { derivedUuid, uuidv7 } from '@souk/chassis/ids';
import { z } from 'zod';
import type { AdjustStock } from '../../application/adjust-stock/adjust-stock.ts';
import type { Inventory } from '../../application/ports/inventory.ts';
import { MovementsQuery, nextMovements } from './movement-cursor.ts';
import { Sku } from './product-schemas.ts';

const MAX_PIECES = 10_000_000;

const InventoryQuery = Page.extend({
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
  reason: z.string().trim().min(1).max(300),
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
  kind: z.enum(['in', 'out', 'set']),
  quantity: z.int(),
  delta: z.int(),
  onHand: z.int(),
  available: z.int(),
  reason: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});
const HeldReply = z.object({
  orderId: z.string(),
  quantity: z.int(),
  status: z.enum(['pending', 'reserved', 'rejected', 'released', 'committed', 'restocked']),
  since: z.iso.datetime(),
});

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
      replies: { 200: pageOf(StockReply) },
      handle: async ({ query: { q, low, ...page } }) =>
        ok({ ...(await inventory.find({ q, availableAtMost: low ? lowStockAt : undefined }, page)), ...page }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/inventory/:sku/adjustments',
      access: 'admin',
      summary: 'Book pieces that came in, went out or were counted, never fewer than orders hold',
      params: SkuParams,
      body: AdjustmentBody,
      replies: { 201: StockReply },
      handle: async ({ params: { sku }, body, caller: { userId }, idempotencyKey }) => {
        const id = idempotencyKey === null ? uuidv7() : derivedUuid('stock-adjustment', userId, sku, idempotencyKey);
        const stock = await adjustStock.execute(sku, { ...body, id, by: userId });
        return created(`/v1/admin/inventory/${sku}/movements`, stock);
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/inventory/:sku/movements',
      access: 'admin',
      summary:
        'Who has changed the stock of a SKU, when and why, the newest first; `next` is the cursor of the next page',
      params: SkuParams,
      query: MovementsQuery,
      replies: { 200: z.object({ data: z.array(MovementReply), next: z.string().nullable() }) },
      handle: async ({ params: { sku }, query: { limit, cursor } }) => {
        const data = await inventory.movements(sku, limit, cursor);
        return ok({ data, next: nextMovements(data, limit) });
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/inventory/:sku/reservations',
      access: 'admin',
      summary: 'The orders that hold pieces of a SKU',
      params: SkuParams,
      query: Page,
      replies: { 200: pageOf(HeldReply) },
      handle: async ({ params: { sku }, query }) => ok({ ...(await inventory.reservations(sku, query)), ...query }),
    }),
  ];
}
