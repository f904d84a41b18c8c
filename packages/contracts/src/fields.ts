import { chargeableRange } from '@souk/kernel/chargeable';
import { isCountry, needsPostalCode } from '@souk/kernel/country';
import { EMAIL_ADDRESS, LONGEST_EMAIL_ADDRESS } from '@souk/kernel/email-address';
import { MOST_PIECES, MOST_SKUS_PER_LOOK_UP } from '@souk/kernel/limits';
import { isPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from '@souk/kernel/password';
import { SKU } from '@souk/kernel/sku';
import { isSlug, LONGEST_SLUG } from '@souk/kernel/slug';
import { isLine, isLines } from '@souk/kernel/text';
import { z } from 'zod';

/*
 * What people may write in requests, said once for all services: what one of them takes every other can handle.
 */

/** Text on one line with something to see in it, without white space around it, composed (Unicode NFC). */
export const line = (longest: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(longest)
    .refine(isLine, 'must be one line of text, without control characters and others that cannot be seen');

/** Text on any number of lines, or none, composed (Unicode NFC). */
export const lines = (longest: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .max(longest)
    .refine(isLines, 'must not hold control characters or others that cannot be seen');

/** An e-mail address, in lower case afterwards. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(LONGEST_EMAIL_ADDRESS)
  .regex(EMAIL_ADDRESS, 'must be an e-mail address; write a domain in another script in its xn-- form')
  .meta({ format: 'email' });

/** A password that somebody chooses. More may be typed than it has characters, for some come in parts. */
export const NewPassword = z
  .string()
  .max(1_000)
  .refine(isPassword, `must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`)
  .meta({ minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD });

export const Sku = z.string().regex(SKU, 'must be 1 to 64 letters, digits, dots, hyphens and underscores');

/** The name of a product or a category in addresses. */
export const Slug = z
  .string()
  .max(LONGEST_SLUG)
  .refine(isSlug, 'must be lower-case words and digits joined by hyphens, and not look like an id');

/** A price in minor units: nothing at all for what is free, and never more than can be paid at once. */
export const priceIn = (currency: string) =>
  z.strictObject({ amount: z.int().min(0).max(chargeableRange(currency).most), currency: z.literal(currency) });

/** As many SKUs as one look-up takes. */
export const Skus = z.array(Sku).max(MOST_SKUS_PER_LOOK_UP);

/** Pieces of one SKU. */
export const Quantity = z.int().min(1).max(MOST_PIECES);

export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code of three capitals');

const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two capitals')
  .refine(isCountry, 'is no country of ISO 3166-1');

/** The fields of a postal address; see `isCompleteAddress` for what they say together. */
export const AddressFields = z.strictObject({
  name: line(100),
  line1: line(200),
  line2: line(200).nullable(),
  /** Null where there are none. */
  postalCode: line(20).nullable(),
  city: line(100),
  country: Country,
});

/** Whether an address can be delivered to, as far as its fields tell. */
export const isCompleteAddress = ({ postalCode, country }: { postalCode: string | null; country: string }): boolean =>
  postalCode !== null || !needsPostalCode(country);

/** Where a parcel can be sent. */
export const PostalAddress = AddressFields.extend({
  line2: AddressFields.shape.line2.default(null),
  postalCode: AddressFields.shape.postalCode.default(null),
}).refine(isCompleteAddress, { path: ['postalCode'], message: 'is needed in this country' });
