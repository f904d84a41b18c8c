export interface Category {
  /** Its name in addresses; unique. */
  readonly slug: string;
  readonly name: string;
  /** Categories are shown in ascending order of it. */
  readonly position: number;
}

export interface Categories {
  all(): Promise<readonly Category[]>;
  has(slug: string): Promise<boolean>;
  /** @throws CategorySlugIsTaken */
  add(category: Category): Promise<void>;
  /** @throws CategoryNotFound */
  change(slug: string, change: Partial<Omit<Category, 'slug'>>): Promise<Category>;
  /** @throws CategoryNotFound */
  remove(slug: string): Promise<void>;
}
