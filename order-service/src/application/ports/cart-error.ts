import { DomainError } from '@souk/kernel/domain-error';

export class CartNotFound extends DomainError {
  readonly code = 'cart.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such cart among yours.');
  }
}

export class CartServiceIsUnavailable extends DomainError {
  readonly code = 'cart.unavailable';
  readonly kind = 'unavailable';
  constructor(options: { readonly cause: unknown }) {
    super('The cart cannot be read right now; try again in a moment.');
    this.cause = options.cause;
  }
}
