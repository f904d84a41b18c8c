import { AddressFields, line, PostalAddress } from '@souk/contracts/fields';
import { z } from 'zod';

/** Of any length that was ever allowed: a wrong one is wrong, not malformed. */
export const Password = z.string().min(1).max(1_000);
/** What came with an earlier login; one that is none is as good as none. */
export const DeviceToken = z.string().min(1).max(200);
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

export const NewAddress = PostalAddress;
/** Whether the address is complete is for the address book to say, which knows its other fields. */
export const AddressChange = AddressFields.partial().refine((fields) => Object.keys(fields).length > 0, {
  message: 'name at least one field to change',
});
export const AddressReply = AddressFields.extend({ id: z.uuid() });
export const AddressParams = z.strictObject({ addressId: z.uuid() });

export const MessageReply = z.object({ message: z.string() });
