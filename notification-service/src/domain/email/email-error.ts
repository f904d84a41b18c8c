import { DomainError } from '@souk/kernel/domain-error';

export class EmailNotFound extends DomainError {
  readonly code = 'email.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such e-mail; the list of notifications has the ids of those there are.');
  }
}

export class EmailIsOnItsWay extends DomainError {
  readonly code = 'email.on-its-way';
  readonly kind = 'conflict';
  constructor() {
    super('This e-mail is still being sent; look again in a moment.');
  }
}
