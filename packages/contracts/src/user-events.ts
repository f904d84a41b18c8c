import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';

const topic = 'user-events';
const Role = z.enum(['customer', 'admin']);

export const UserRegisteredV1 = defineEvent(
  topic,
  'user.registered.v1',
  z.object({ userId: z.string(), email: z.string(), name: z.string(), role: Role }),
);
export type UserRegisteredV1 = EventOf<typeof UserRegisteredV1>;

/** Carries no secret: the token in the e-mail's link is derived from `verificationId` by whoever holds the link key. */
export const UserEmailVerificationRequestedV1 = defineEvent(
  topic,
  'user.email-verification-requested.v1',
  z.object({
    userId: z.string(),
    email: z.string(),
    name: z.string(),
    verificationId: z.string(),
    expiresAt: z.iso.datetime(),
  }),
);
export type UserEmailVerificationRequestedV1 = EventOf<typeof UserEmailVerificationRequestedV1>;

/** Somebody has proved that the mailbox is theirs. */
export const UserEmailVerifiedV1 = defineEvent(
  topic,
  'user.email-verified.v1',
  z.object({
    userId: z.string(),
    email: z.string(),
    /** Whether it was another one than who had the account until now: nothing that was kept for the account is theirs. */
    isNewOwner: z.boolean(),
  }),
);
export type UserEmailVerifiedV1 = EventOf<typeof UserEmailVerifiedV1>;

export const UserRoleChangedV1 = defineEvent(
  topic,
  'user.role-changed.v1',
  z.object({ userId: z.string(), role: Role }),
);
export type UserRoleChangedV1 = EventOf<typeof UserRoleChangedV1>;
