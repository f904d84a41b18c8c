import { DomainError } from '@souk/kernel/domain-error';

export class ProductNotFound extends DomainError {
  readonly code = 'product.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such product.');
  }
}

export class ProductHasChanged extends DomainError {
  readonly code = 'product.has-changed';
  readonly kind = 'precondition-failed';
  constructor() {
    super('Somebody has changed the product since you read it; read it again.');
  }
}

export class PublishedProductNeedsAVariant extends DomainError {
  readonly code = 'product.needs-a-variant';
  readonly kind = 'conflict';
  constructor() {
    super('A published product has at least one variant; add another one first, or archive the product.');
  }
}

export class SlugIsTaken extends DomainError {
  readonly code = 'product.slug-taken';
  readonly kind = 'conflict';
  constructor(slug: string) {
    super(`Another product has the slug ${slug}; choose a different one.`, { slug });
  }
}

export class SkuIsTaken extends DomainError {
  readonly code = 'product.sku-taken';
  readonly kind = 'conflict';
  constructor(sku: string) {
    super(`Another variant has the SKU ${sku}; choose a different one.`, { sku });
  }
}

export class VariantNotFound extends DomainError {
  readonly code = 'product.variant-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The product has no such variant.');
  }
}

export class ProductHasTooMany extends DomainError {
  readonly code = 'product.too-many';
  readonly kind = 'conflict';
  constructor(what: 'images' | 'variants', limit: number) {
    super(`A product has at most ${limit} ${what}; remove some first.`, { limit });
  }
}

export class ImageNotFound extends DomainError {
  readonly code = 'product.image-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('The product has no such image.');
  }
}

export class ArrangementMustNameEveryImage extends DomainError {
  readonly code = 'product.images-differ';
  readonly kind = 'conflict';
  constructor() {
    super('Name every image of the product exactly once, in the order you want; read the product again.');
  }
}

export class PriceIsNotChargeable extends DomainError {
  readonly code = 'product.price-not-chargeable';
  readonly kind = 'invalid';
  constructor(sku: string, currency: string, step: number) {
    super(`Cards are charged in steps of ${step} minor units of ${currency}; choose such a price.`, { sku, step });
  }
}
