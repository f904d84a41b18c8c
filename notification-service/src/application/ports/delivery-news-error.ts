import { DomainError } from '@souk/kernel/domain-error';

/** Signed by the provider, and no event of it. */
export class WebhookIsUnreadable extends DomainError {
  readonly code = 'webhook.unreadable';
  readonly kind = 'invalid';
  constructor() {
    super('The signature fits, but this is no event: send JSON with a `type`.');
  }
}
