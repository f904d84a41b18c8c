import type { MoneyShape } from '@souk/kernel/money';

export type ProductStatus = 'draft' | 'published' | 'archived';

/** What is really sold: its SKU is unique in the whole shop. */
export interface Variant {
  readonly sku: string;
  readonly name: string;
  readonly price: MoneyShape;
}

export interface ProductImage {
  /** Derived from the uploaded bytes, so that the same file is one image. */
  readonly id: string;
  /** Its name at the image store. */
  readonly publicId: string;
  /** Given by the image store, for addresses that may be cached for ever. */
  readonly version: number;
  readonly alt: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** A product as it is stored. */
export interface ProductState {
  readonly id: string;
  /** Its name in addresses; unique. */
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Slug of its category. */
  readonly category: string;
  readonly status: ProductStatus;
  readonly variants: readonly Variant[];
  readonly images: readonly ProductImage[];
  /** Grows by one with each change; what `If-Match` is compared with. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
