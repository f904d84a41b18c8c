import { ServiceConfig } from '@souk/chassis/config';
import { Email, NewPassword } from '@souk/contracts/fields';
import { z } from 'zod';

const coordinate = z.string().regex(/^[\w-]{43}$/);
const SigningKey = z.object({
  kid: z.string().min(1).max(100),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});
const SigningKeys = z
  .tuple([SigningKey], SigningKey)
  .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length);

/** One message for whatever is wrong with the keys: a more precise one would have to quote a secret. */
const signingKeysOf = z.string().transform((text, context) => {
  const keys = SigningKeys.safeParse(parsedJson(text));
  if (keys.success) return keys.data;
  context.addIssue('must be a JSON array of private EC P-256 keys (JWK), each with a kid of its own');
  return z.NEVER;
});

export const UserServiceConfig = ServiceConfig.extend({
  /** The first key signs access tokens; all are published and verify. */
  JWT_SIGNING_KEYS: signingKeysOf,
  /** Key of the tokens in links of mails; the same in user, cart, order and notification service. */
  LINK_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Where browsers reach the shop: the one origin that may use the refresh cookie. */
  PUBLIC_URL: z.url(),
  /** The admin that is made at start when there is no account with this address. */
  ADMIN_EMAIL: Email.optional(),
  ADMIN_PASSWORD: NewPassword.optional(),
  /** How many passwords are hashed at the same time; each takes 19 MiB. */
  HASH_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
}).refine(({ ADMIN_EMAIL, ADMIN_PASSWORD }) => (ADMIN_EMAIL === undefined) === (ADMIN_PASSWORD === undefined), {
  path: ['ADMIN_PASSWORD'],
  message: 'goes together with ADMIN_EMAIL: set both or none',
});
export type UserServiceConfig = z.infer<typeof UserServiceConfig>;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is as wrong as the wrong JSON, and the parser's own message would quote the keys.
    return null;
  }
}
