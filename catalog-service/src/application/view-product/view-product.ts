import { ProductNotFound } from '../../domain/product/product-error.ts';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { ImageUrls } from '../ports/image-urls.ts';
import { productViewOf, type ProductView } from '../product-view.ts';

/** Shows a product of any status to an admin, and which revision of it this is. */
export class ViewProduct {
  readonly #products: ProductRepository;
  readonly #urls: ImageUrls;

  constructor({ products, urls }: { products: ProductRepository; urls: ImageUrls }) {
    this.#products = products;
    this.#urls = urls;
  }

  async execute(id: string): Promise<{ product: ProductView; revision: number }> {
    const product = await this.#products.find(id);
    if (product === null) throw new ProductNotFound();
    return { product: productViewOf(product.state, this.#urls), revision: product.state.revision };
  }
}
