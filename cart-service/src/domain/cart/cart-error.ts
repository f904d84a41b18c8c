import { DomainError } from '@souk/kernel/domain-error';

export class CartNotFound extends DomainError {
  readonly code = 'cart.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such cart among yours.');
  }
}

export class CartLineNotFound extends DomainError {
  readonly code = 'cart.line-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The cart has no such line; read it again.');
  }
}

export class CartHasChanged extends DomainError {
  readonly code = 'cart.has-changed';
  readonly kind = 'precondition-failed';
  constructor(revision: number) {
    super('The cart has changed since you read it; read it again.', { revision });
  }
}

export class SkuIsNotForSale extends DomainError {
  readonly code = 'cart.sku-not-for-sale';
  readonly kind = 'conflict';
  constructor(sku: string) {
    super('This is not for sale; choose something else.', { sku });
  }
}

export class NotEnoughStock extends DomainError {
  readonly code = 'cart.not-enough-stock';
  readonly kind = 'conflict';
  constructor(sku: string, wanted: number, available: number) {
    super('There is less in stock than you want; see available.', { sku, wanted, available });
  }
}

export class CartIsFull extends DomainError {
  readonly code = 'cart.full';
  readonly kind = 'conflict';
  constructor(limit: number) {
    super(`A cart holds at most ${limit} different things; remove one first.`, { limit });
  }
}
