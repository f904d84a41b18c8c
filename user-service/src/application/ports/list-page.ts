/** Which part of a list is wanted: behind a cursor, or else from an offset on. */
export interface ListRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface ListPage<Item> {
  readonly data: readonly Item[];
  /** How many there are in all, as far as they are counted. */
  readonly count: number;
  readonly isCountCapped: boolean;
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}
