/** Which part of a list: at `cursor`, which is the `next` of the page before, or else after `offset` entries. */
export interface PageWanted {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface PageFound<Entry> {
  readonly data: readonly Entry[];
  /** How many entries there are in all, as far as they are counted. */
  readonly count: number;
  readonly isCountCapped: boolean;
  /** Null on the last page. */
  readonly next: string | null;
}
