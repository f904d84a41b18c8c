/** Why there is no place: this client has as many as it may have now, or all are taken. */
export type NoPlace = 'client-has-too-many' | 'all-taken';

/**
 * So many places for what is in progress at once. A client has at most half as many as are free, so that the next one always finds some:
 * alone it gets a third of all, and n greedy clients leave one part of n + 2. (Dynamic thresholds, Choudhury and Hahne 1998.)
 */
export class Places {
  readonly #limit: number;
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A function that gives the place back, however often it is called; or why there is none. */
  take(client: string): (() => void) | NoPlace {
    const own = this.#takenBy.get(client) ?? 0;
    const free = this.#limit - this.#taken;
    if (free === 0) return 'all-taken';
    if (own >= free / 2) return 'client-has-too-many';
    this.#change(client, 1);
    let isGivenBack = false;
    return () => {
      if (!isGivenBack) this.#change(client, -1);
      isGivenBack = true;
    };
  }

  #change(client: string, by: 1 | -1): void {
    const own = (this.#takenBy.get(client) ?? 0) + by;
    this.#taken += by;
    if (own === 0) this.#takenBy.delete(client);
    else this.#takenBy.set(client, own);
  }
}
