import type { ProviderEvent } from './provider-event.ts';

/** An event with what has become of it here. */
export interface ProviderEventView extends Omit<ProviderEvent, 'news'> {
  readonly receivedAt: Date;
  /** Null while it waits for its turn or for its next try. */
  readonly processedAt: Date | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttemptAt: Date | null;
}

export interface ProviderEventFilter {
  readonly orderId?: string | undefined;
  readonly isProcessed?: boolean | undefined;
}

export interface ProviderEventPage {
  readonly data: readonly ProviderEventView[];
  /** How many there are in all. */
  readonly count: number;
}

/** Everything that the provider has told, whether it mattered or not. */
export interface ProviderEvents {
  /** False when the event was stored before. */
  add(event: ProviderEvent, at: Date): Promise<boolean>;
  /** Runs `work` and notes that the event is processed; when it fails, notes why, and when to try again, and rethrows. */
  process(event: ProviderEvent, work: () => Promise<void>): Promise<void>;
  /** Has an event wait for another try, even if it is processed; null when there is no such event. One without news stays as it is. */
  reopen(id: string, at: Date): Promise<ProviderEvent | null>;
  /** @throws ProviderEventNotFound */
  of(id: string): Promise<ProviderEventView>;
  /** Events that wait for another try, the longest due first. */
  due(at: Date, limit: number): Promise<readonly ProviderEvent[]>;
  /** The newest first. */
  find(
    filter: ProviderEventFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<ProviderEventPage>;
}
