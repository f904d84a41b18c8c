import type { ProductImage, ProductState } from '../domain/product/product-state.ts';
import type { ImageAddresses, ImageUrls } from './ports/image-urls.ts';

export type ImageView = ImageAddresses & Pick<ProductImage, 'alt' | 'width' | 'height'>;

/** A product as admins see it. */
export type ProductView = Omit<ProductState, 'images' | 'revision'> & {
  readonly images: readonly (ImageView & Pick<ProductImage, 'id' | 'publicId'>)[];
};

export function imageViewOf(image: ProductImage, urls: ImageUrls): ImageView {
  const { alt, width, height } = image;
  return { ...urls.of(image), alt, width, height };
}

export function productViewOf(product: ProductState, urls: ImageUrls): ProductView {
  return {
    id: product.id,
    slug: product.slug,
    name: product.name,
    description: product.description,
    category: product.category,
    status: product.status,
    variants: product.variants,
    images: product.images.map((image) => ({
      id: image.id,
      publicId: image.publicId,
      ...imageViewOf(image, urls),
    })),
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
  };
}
