import type { EventsNotTaken, Publication } from '../events/event-bus.ts';

/** Where events are kept that the broker will never take, so that later ones of their aggregates need not wait for them. */
export interface UnsentEvents {
  /** When it resolves the event is stored there, and may leave its outbox. One that is there already is left as it is. */
  setAside(publication: Publication, failure: EventsNotTaken): Promise<void>;
}
