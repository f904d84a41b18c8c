import { networkOf } from '@souk/kernel/client-network';
import { Places, type NoPlace } from '@souk/kernel/places';

export type { NoPlace };

interface Arrival {
  readonly client: string;
  giveBack(): void;
  giveUp(why: NoPlace): void;
}

/**
 * What is arriving now. When too much is, of one client or of all, what has been arriving for longest gives place: who sends all at once
 * is never kept out by those who do not come to an end.
 */
export class Arrivals {
  readonly #places: Places;
  /** In the order in which they began. */
  readonly #arrivals = new Set<Arrival>();

  constructor(places: number) {
    this.#places = new Places(places);
  }

  /** `address` is the client's. Returns what to call at the end; `giveUp` is called when it has to give place, and nothing else is to be done then. */
  begin(address: string, giveUp: (why: NoPlace) => void): () => void {
    const client = networkOf(address);
    for (;;) {
      const place = this.#places.take(client);
      if (typeof place === 'function') {
        const arrival: Arrival = { client, giveUp, giveBack: place };
        this.#arrivals.add(arrival);
        return () => this.#end(arrival);
      }
      const oldest = this.#oldest((arrival) => place === 'all-taken' || arrival.client === client);
      this.#end(oldest);
      oldest.giveUp(place);
    }
  }

  #end(arrival: Arrival): void {
    this.#arrivals.delete(arrival);
    arrival.giveBack();
  }

  #oldest(isMeant: (arrival: Arrival) => boolean): Arrival {
    for (const arrival of this.#arrivals) if (isMeant(arrival)) return arrival;
    throw new Error('No place is free, and none is taken.');
  }
}
