import type { MoneyShape } from '@souk/kernel/money';

/** A SKU as it is sold right now. */
export interface Offer {
  readonly sku: string;
  readonly productId: string;
  readonly slug: string;
  /** Of the product. */
  readonly name: string;
  /** Name of the variant. */
  readonly variant: string;
  readonly unitPrice: MoneyShape;
  /** Address of a small image, or null. */
  readonly image: string | null;
  readonly isForSale: boolean;
}

export interface Offers {
  /** The offers of those SKUs that a product has. Changes by other processes show within a second. */
  of(skus: readonly string[]): Promise<ReadonlyMap<string, Offer>>;
}
