import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { EventOutcome, EventState } from '../provider-event-fate.ts';
import type { ProviderEvent } from './provider-event.ts';

/** An event with what has become of it here. */
export interface ProviderEventView extends Pick<ProviderEvent, 'id' | 'type' | 'createdAt' | 'orderId'> {
  readonly receivedAt: Date;
  readonly state: EventState;
  /** Why it is ignored. */
  readonly reason: string | null;
  /** Null unless it is processed or ignored. */
  readonly processedAt: Date | null;
  readonly attempts: number;
  readonly lastError: string | null;
  /** Null unless it waits. */
  readonly nextAttemptAt: Date | null;
}

export interface ProviderEventFilter {
  readonly orderId?: string | undefined;
  readonly state?: EventState | undefined;
  /** Ignored ones are processed; those that wait or are given up are not. */
  readonly isProcessed?: boolean | undefined;
}

/** Everything that the provider has told, whether it mattered or not. */
export interface ProviderEvents {
  /** False when the event was stored before. */
  add(event: ProviderEvent, at: Date): Promise<boolean>;
  /** Runs `work` and notes what it has come to; when it fails, notes why, and when to try again if ever, and rethrows. */
  process(event: ProviderEvent, work: () => Promise<EventOutcome>): Promise<void>;
  /** Has an event wait for another try, whatever its state; null when there is no such event. One without news stays as it is. */
  reopen(id: string, at: Date): Promise<ProviderEvent | null>;
  /** @throws ProviderEventNotFound */
  of(id: string): Promise<ProviderEventView>;
  /** A page of the events that wait for another try, the longest due first. */
  due(at: Date, page: PageWanted): Promise<Pick<PageFound<ProviderEvent>, 'data' | 'next'>>;
  /** The newest first. */
  find(filter: ProviderEventFilter, page: PageWanted): Promise<PageFound<ProviderEventView>>;
  /** Forgets up to so many events that were processed, or received and given up, before these moments; how many there were. */
  forget(before: { readonly processed: Date; readonly givenUp: Date }, limit: number): Promise<number>;
}
