/** Which part of a list is wanted: behind a cursor, which is the `next` of the page before, or else from an offset on. */
export interface PageWanted {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

/** How many entries there are in all, as far as they are counted. */
export interface Counted {
  readonly count: number;
  /** Whether there are more than `count`. */
  readonly isCountCapped: boolean;
}

export interface PageFound<Entry> extends Counted {
  readonly data: readonly Entry[];
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}
