import { Quantity, Sku } from '@souk/contracts/fields';
import { z } from 'zod';

export const CartParams = z.strictObject({ cartId: z.uuid() });
export const ItemParams = z.strictObject({ cartId: z.uuid(), itemId: Sku });

export const AddItemBody = z.strictObject({ sku: Sku, quantity: Quantity.default(1) });
export const ChangeItemBody = z.strictObject({ quantity: Quantity });
export const MergeBody = z.strictObject({ cartId: z.uuid(), token: z.string().min(1).max(100) });

const Money = z.object({ amount: z.int(), currency: z.string() });

export const CartReply = z.object({
  id: z.uuid(),
  lines: z.array(
    z.object({
      itemId: z.string(),
      sku: z.string(),
      quantity: z.int(),
      productId: z.string().nullable(),
      slug: z.string().nullable(),
      name: z.string(),
      image: z.string().nullable(),
      unitPrice: Money.nullable(),
      lineTotal: Money.nullable(),
      isAvailable: z.boolean(),
    }),
  ),
  subtotal: Money,
  revision: z.int(),
  updatedAt: z.iso.datetime(),
});

/** `token` opens a guest's cart; null for a customer, who logs in instead. */
export const OpenedCartReply = CartReply.extend({ token: z.string().nullable() });

export const MergeReply = z.object({
  cart: CartReply,
  changes: z.array(z.object({ sku: z.string(), wanted: z.int(), quantity: z.int() })),
});
