/** One process's turn to list what the provider could not tell. */
export interface ListingTurn {
  /** Until which time the listing is known to be complete; null before the first one. */
  readonly listedUntil: Date | null;
  readonly token: string;
}

/** Up to when the events that the provider could not tell are known here. All processes of the shop share it. */
export interface EventCursor {
  /** Null while it is another process's turn, or too early for the next one. */
  take(at: Date): Promise<ListingTurn | null>;
  /** Asks for more time; false when the turn has gone to another process. */
  extend(turn: ListingTurn, at: Date): Promise<boolean>;
  /** Ends a turn that has listed everything up to then. Without effect when it is another process's turn now. */
  advance(turn: ListingTurn, listedUntil: Date): Promise<void>;
  /** Ends a turn that has come to nothing: anybody may start over. */
  giveBack(turn: ListingTurn): Promise<void>;
}
