import { z } from 'zod';

/** Text on one line: what goes into the lines of mails and labels must not start new ones. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'must not hold line breaks or other control characters');

export const Email = z.email().max(254);
export const NewPassword = z.string().min(10).max(128);
/** Of any length that was ever allowed: a wrong one is wrong, not malformed. */
export const Password = z.string().min(1).max(128);
export const Name = line(100);

export const UserReply = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['customer', 'admin']),
  status: z.enum(['active', 'blocked']),
  emailVerifiedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const UserParams = z.strictObject({ userId: z.uuid() });

const AddressFields = z.strictObject({
  name: line(100),
  line1: line(200),
  line2: line(200).nullable(),
  postalCode: line(20),
  city: line(100),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two letters'),
});

export const NewAddress = AddressFields.extend({ line2: line(200).nullable().default(null) });
export const AddressChange = AddressFields.partial().refine((fields) => Object.keys(fields).length > 0, {
  message: 'name at least one field to change',
});
export const AddressReply = AddressFields.extend({ id: z.uuid() });
export const AddressParams = z.strictObject({ addressId: z.uuid() });

export const MessageReply = z.object({ message: z.string() });
