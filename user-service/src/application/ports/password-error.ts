import { DomainError } from '@souk/kernel/domain-error';

export class TooManyPasswordsAtOnce extends DomainError {
  readonly code = 'auth.busy';
  readonly kind = 'unavailable';
  constructor() {
    super('Too many people log in right now; try again in a moment.');
  }
}
