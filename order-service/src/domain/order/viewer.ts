/** Somebody who wants to see or change an order. */
export interface Viewer {
  readonly userId: string | null;
  readonly isAdmin: boolean;
  /** They hold the order's own signed link. */
  readonly hasLink: boolean;
}
