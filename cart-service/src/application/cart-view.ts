import { Money, type MoneyShape } from '@souk/kernel/money';
import type { Cart } from '../domain/cart/cart.ts';
import type { CatalogSku } from './ports/catalog.ts';

/** A line as the shopper sees it: today's price, and whether it can still be had. */
export interface CartLineView {
  readonly itemId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly productId: string | null;
  readonly slug: string | null;
  readonly name: string;
  readonly image: string | null;
  /** Null when the catalog no longer knows the SKU. */
  readonly unitPrice: MoneyShape | null;
  readonly lineTotal: MoneyShape | null;
  readonly isAvailable: boolean;
}

export interface CartView {
  readonly id: string;
  readonly lines: readonly CartLineView[];
  /** Of all lines that have a price; shipping comes on top at checkout. */
  readonly subtotal: MoneyShape;
  readonly revision: number;
  readonly updatedAt: Date;
}

export function viewOf(cart: Cart, skus: readonly CatalogSku[], currency: string): CartView {
  const { id, revision, updatedAt } = cart.state;
  const lines = cart.state.lines.map(({ sku, quantity }) => {
    const known = skus.find((one) => one.sku === sku);
    const total = known === undefined ? null : Money.from(known.unitPrice).times(quantity);
    return {
      itemId: sku,
      sku,
      quantity,
      productId: known?.productId ?? null,
      slug: known?.slug ?? null,
      name: known === undefined ? sku : `${known.name}, ${known.variant}`,
      image: known?.image ?? null,
      unitPrice: known?.unitPrice ?? null,
      lineTotal: total?.toJSON() ?? null,
      isAvailable: known?.isForSale === true && known.available >= quantity,
    };
  });
  const totals = lines.flatMap(({ lineTotal }) => (lineTotal === null ? [] : [Money.from(lineTotal)]));
  return { id, lines, subtotal: Money.sum(totals, currency).toJSON(), revision, updatedAt };
}
