import type { EventCursor, ListingTurn } from '../src/application/ports/event-cursor.ts';

/** One process's own cursor: it is always its turn. */
export class InMemoryEventCursor implements EventCursor {
  #listedUntil: Date | null = null;

  async take(): Promise<ListingTurn | null> {
    return { listedUntil: this.#listedUntil, token: 'mine' };
  }

  async extend(): Promise<boolean> {
    return true;
  }

  async advance(_turn: ListingTurn, listedUntil: Date): Promise<void> {
    this.#listedUntil = listedUntil;
  }

  async giveBack(): Promise<void> {
    // Nobody else waits for it.
  }
}
