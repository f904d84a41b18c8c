import { ListQuery, digits } from '@souk/chassis/http/route';
import { line, lines, priceIn, Sku, Slug } from '@souk/contracts/fields';
import { z } from 'zod';

const Name = line(200);
const Alt = lines(300);

export const MoneyReply = z.object({ amount: z.int(), currency: z.string() });

/** The bodies that carry prices; no price may be in another currency than the shop's. */
export function productBodies(currency: string) {
  const Price = priceIn(currency);
  const VariantBody = z.strictObject({ sku: Sku, name: Name, price: Price });
  return {
    VariantBody,
    VariantChange: z.strictObject({ name: Name.optional(), price: Price.optional() }),
    ProductBody: z.strictObject({
      name: Name,
      /** Made of the name when not given. */
      slug: Slug.optional(),
      description: lines(10_000).default(''),
      category: Slug,
      variants: z.array(VariantBody).max(100).default([]),
      publish: z.boolean().default(false),
    }),
  };
}

export const ProductChange = z.strictObject({
  name: Name.optional(),
  slug: Slug.optional(),
  description: lines(10_000).optional(),
  category: Slug.optional(),
  status: z.enum(['published', 'archived']).optional(),
});

export const ProductParams = z.strictObject({ productId: z.uuid() });
export const VariantParams = ProductParams.extend({ sku: Sku });
export const ImageParams = ProductParams.extend({ imageId: z.string().regex(/^[\da-f]{32}$/) });
export const NamedProductParams = z.strictObject({ idOrSlug: z.union([z.uuid(), Slug]) });

export const ArrangementBody = z.strictObject({
  images: z.array(z.strictObject({ publicId: z.string().max(200), alt: Alt.optional() })).max(20),
});

const Amount = digits(z.int().min(0).max(999_999_999).optional());
const Words = line(100);

export const SearchQuery = ListQuery.extend({
  q: Words.optional(),
  category: Slug.optional(),
  minPrice: Amount,
  maxPrice: Amount,
  inStock: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  sort: z.enum(['name', '-name', 'price', '-price', 'createdAt', '-createdAt']).optional(),
});

const Status = z.enum(['draft', 'published', 'archived']);
export const AdminSearchQuery = ListQuery.extend({
  q: Words.optional(),
  category: Slug.optional(),
  status: Status.optional(),
});

const Image = z.object({
  url: z.string(),
  thumbnail: z.string(),
  large: z.string(),
  alt: z.string(),
  width: z.int(),
  height: z.int(),
});
const Variant = z.object({ sku: z.string(), name: z.string(), price: MoneyReply });
const Described = {
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  category: z.string(),
};

export const CardReply = z.object({
  ...Described,
  image: Image.nullable(),
  price: MoneyReply,
  inStock: z.boolean(),
});

const moments = { createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

export const DetailReply = z.object({
  ...Described,
  description: z.string(),
  price: MoneyReply,
  inStock: z.boolean(),
  variants: z.array(Variant.extend({ available: z.int() })),
  images: z.array(Image),
  ...moments,
});

export const ProductReply = z.object({
  ...Described,
  description: z.string(),
  status: Status,
  variants: z.array(Variant),
  images: z.array(Image.extend({ id: z.string(), publicId: z.string() })),
  ...moments,
});
