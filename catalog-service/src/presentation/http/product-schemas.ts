import { Page, digits } from '@souk/chassis/http/route';
import { z } from 'zod';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const Slug = z
  .string()
  .max(100)
  .regex(SLUG, 'must be lower-case words and digits joined by hyphens')
  .refine((slug) => !UUID.test(slug), 'must not look like an id');
export const Sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, dots and hyphens');
const Name = z.string().trim().min(1).max(200);
const Description = z.string().trim().max(10_000);
const Alt = z.string().trim().max(300);

export const MoneyReply = z.object({ amount: z.int(), currency: z.string() });

/** The bodies that carry prices; no price may be in another currency than the shop's. */
export function productBodies(currency: string) {
  const Price = z.strictObject({
    amount: z.int().min(0).max(999_999_999),
    currency: z.literal(currency),
  });
  const VariantBody = z.strictObject({ sku: Sku, name: Name, price: Price });
  return {
    VariantBody,
    VariantChange: z.strictObject({ name: Name.optional(), price: Price.optional() }),
    ProductBody: z.strictObject({
      name: Name,
      /** Made of the name when not given. */
      slug: Slug.optional(),
      description: Description.default(''),
      category: Slug,
      variants: z.array(VariantBody).max(100).default([]),
      publish: z.boolean().default(false),
    }),
  };
}

export const ProductChange = z.strictObject({
  name: Name.optional(),
  slug: Slug.optional(),
  description: Description.optional(),
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
const Words = z
  .string()
  .max(100)
  .transform((words) => words.toLowerCase().trim().replaceAll(/\s+/g, ' '))
  .pipe(z.string().min(1));

export const SearchQuery = Page.extend({
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
export const AdminSearchQuery = Page.extend({
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
