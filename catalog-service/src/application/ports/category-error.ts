import { DomainError } from '@souk/kernel/domain-error';

export class CategoryNotFound extends DomainError {
  readonly code = 'category.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such category.');
  }
}

export class CategorySlugIsTaken extends DomainError {
  readonly code = 'category.slug-taken';
  readonly kind = 'conflict';
  constructor(slug: string) {
    super(`Another category has the slug ${slug}; choose a different one.`, { slug });
  }
}

export class CategoryIsUnknown extends DomainError {
  readonly code = 'category.unknown';
  readonly kind = 'invalid';
  constructor(slug: string) {
    super(`There is no category ${slug}; add it first or choose another one.`, { category: slug });
  }
}

export class CategoryIsInUse extends DomainError {
  readonly code = 'category.in-use';
  readonly kind = 'conflict';
  constructor() {
    super('Products use this category or are being put into it; give them another one first.');
  }
}
