import { DomainError } from '@souk/kernel/domain-error';

export class CatalogIsUnavailable extends DomainError {
  readonly code = 'catalog.unavailable';
  readonly kind = 'unavailable';
  constructor(options: { readonly cause: unknown }) {
    super('Prices and stock cannot be looked up right now; try again in a moment.');
    this.cause = options.cause;
  }
}
