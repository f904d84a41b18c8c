import { DomainError } from '@souk/kernel/domain-error';

export class SearchTookTooLong extends DomainError {
  readonly code = 'products.search-took-too-long';
  readonly kind = 'unavailable';
  constructor(options: { readonly cause: unknown }) {
    super('The search took too long; try again in a moment, or with other words.');
    this.cause = options.cause;
  }
}
