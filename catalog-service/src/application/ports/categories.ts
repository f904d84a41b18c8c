export interface Category {
  /** Its name in addresses; unique. */
  readonly slug: string;
  readonly name: string;
  /** Categories are shown in ascending order of it. */
  readonly position: number;
}

/**
 * A category is gone only when no product has it: who puts a product into one claims it first, and who removes one closes it first. A
 * claimed category cannot be closed, and a closed one not be claimed. Both are soon forgotten, in case whoever made them is cut off: claims
 * after far longer than it takes to store a product, closings when somebody claims the category.
 */
export interface Categories {
  all(): Promise<readonly Category[]>;
  /** @throws CategorySlugIsTaken */
  add(category: Category): Promise<void>;
  /** @throws CategoryNotFound */
  change(slug: string, change: Partial<Omit<Category, 'slug'>>): Promise<Category>;
  /**
   * @returns the name of the claim.
   * @throws CategoryIsUnknown
   */
  claim(slug: string): Promise<string>;
  release(slug: string, claim: string): Promise<void>;
  /**
   * Instead of who has closed it before, if anybody has.
   * @returns the name of the closing.
   * @throws CategoryNotFound, CategoryIsInUse
   */
  close(slug: string): Promise<string>;
  /** Does nothing when somebody else has closed it since. */
  reopen(slug: string, closing: string): Promise<void>;
  /** @throws CategoryNotFound, CategoryIsInUse when it is not closed by this closing any more */
  remove(slug: string, closing: string): Promise<void>;
}

export const CLAIM_LIFETIME_MS = 120_000;
export const CLOSING_LIFETIME_MS = 60_000;
