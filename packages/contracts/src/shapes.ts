import { z } from 'zod';

/** Integer minor units of an ISO 4217 currency: `{ "amount": 1999, "currency": "EUR" }` is €19.99. */
export const MoneyShape = z.object({
  amount: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** A priced line of an order, as it was when the stock was reserved. */
export const OrderLineShape = z.object({
  sku: z.string(),
  productId: z.string(),
  name: z.string(),
  unitPrice: MoneyShape,
  quantity: z.int().positive(),
});
