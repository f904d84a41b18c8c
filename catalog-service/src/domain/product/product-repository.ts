import type { Product } from './product.ts';

export interface ProductRepository {
  /**
   * Stores a new product; one with this id that is there already is left as it is.
   * @throws SlugIsTaken, SkuIsTaken
   */
  add(product: Product): Promise<void>;
  find(id: string): Promise<Product | null>;
  /**
   * Changes a product and stores it with its events. `change` may run several times, when others change the product meanwhile.
   * @throws ProductNotFound, SlugIsTaken, SkuIsTaken
   */
  update(id: string, change: (product: Product) => void): Promise<Product>;
  isCategoryInUse(category: string): Promise<boolean>;
}
