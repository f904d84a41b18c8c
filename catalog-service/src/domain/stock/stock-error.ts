import { DomainError } from '@souk/kernel/domain-error';

export class StockNotFound extends DomainError {
  readonly code = 'stock.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no stock of such a SKU; add the variant to a product first.');
  }
}

export class OnlyWhatIsNotHeldMayGo extends DomainError {
  readonly code = 'stock.is-held';
  readonly kind = 'conflict';
  constructor({ onHand, held }: { onHand: number; held: number }) {
    super(`Orders hold ${held} of the ${onHand} pieces; leave at least those.`, { onHand, held });
  }
}
