import type { Problems } from '@souk/chassis/http/problems';

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'email.not-found': { status: 404 },
  'email.on-its-way': { status: 409 },
  'webhook.email-unknown': { status: 409 },
  'webhook.signature-invalid': { status: 400 },
  'webhook.unreadable': { status: 400 },
};
