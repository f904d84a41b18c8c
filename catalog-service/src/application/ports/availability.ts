/** How many pieces can be sold, as of a moment ago: for showing, not for deciding. */
export interface Availability {
  /** SKUs without stock are missing. */
  of(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
