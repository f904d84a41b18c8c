import { ProductArchivedV1, ProductPublishedV1, ProductUpdatedV1 } from '@souk/contracts/catalog-events';
import { draft, type EventDraft } from '@souk/contracts/event';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import type { ProductEvent } from '../../domain/product/product-event.ts';
import type { ProductState } from '../../domain/product/product-state.ts';

/** What the other services learn of a domain event: the whole product as it is now. */
export function toContract({ type, at }: ProductEvent, product: ProductState, urls: ImageUrls): EventDraft {
  const { id: productId, slug, name, description, category } = product;
  const snapshot = {
    productId,
    slug,
    name,
    description,
    category,
    variants: [...product.variants],
    images: product.images.map((image) => ({ url: urls.of(image).url, alt: image.alt })),
  };
  switch (type) {
    case 'ProductPublished':
      return draft(ProductPublishedV1, snapshot, at);
    case 'ProductUpdated':
      return draft(ProductUpdatedV1, snapshot, at);
    case 'ProductArchived':
      return draft(ProductArchivedV1, snapshot, at);
  }
}
