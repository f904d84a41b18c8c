import type { MoneyShape } from '@souk/kernel/money';
import type { Supply } from '../../domain/cart/cart.ts';

/** A SKU as the catalog shows it now. */
export interface CatalogSku extends Supply {
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly variant: string;
  readonly unitPrice: MoneyShape;
  readonly image: string | null;
}

export interface Catalog {
  /**
   * The SKUs that the catalog knows, in no order; unknown ones are left out.
   * @throws CatalogIsUnavailable
   */
  skus(skus: readonly string[]): Promise<readonly CatalogSku[]>;
}
