import type { Pending } from './outboxes.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Stuck {
  pending: Pending;
  readonly timer: NodeJS.Timeout;
}

/** The aggregates whose events are to be sent, each once. Those that the broker does not take events of wait for their next try. */
export class OutboxQueue {
  readonly #waiting = new Map<string, Pending>();
  readonly #stuck = new Map<string, Stuck>();
  /** How often in a row each aggregate's events were refused. */
  readonly #refusals = new Map<string, number>();

  /** How many can be sent now. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Those that wait for their next try. */
  get stuck(): readonly Pending[] {
    return [...this.#stuck.values()].map(({ pending }) => pending);
  }

  has(pending: Pick<Pending, 'collection' | 'id'>): boolean {
    return this.#waiting.has(keyOf(pending));
  }

  add(pending: Pending): void {
    const key = keyOf(pending);
    const stuck = this.#stuck.get(key);
    if (stuck === undefined) this.#waiting.set(key, merged(this.#waiting.get(key), pending));
    else stuck.pending = merged(stuck.pending, pending);
  }

  take(most: number): readonly Pending[] {
    const taken = [...this.#waiting].slice(0, most);
    for (const [key] of taken) this.#waiting.delete(key);
    return taken.map(([, pending]) => pending);
  }

  /** Keeps an aggregate back, for longer each time; `onDue` is called when it can be taken again. */
  holdBack(pending: Pending, onDue: () => void): void {
    const key = keyOf(pending);
    const refusals = (this.#refusals.get(key) ?? 0) + 1;
    this.#refusals.set(key, refusals);
    const newer = this.#waiting.get(key);
    this.#waiting.delete(key);
    const timer = setTimeout(
      () => {
        const due = this.#stuck.get(key)?.pending ?? pending;
        this.#stuck.delete(key);
        this.add(due);
        onDue();
      },
      Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (refusals - 1)),
    );
    timer.unref();
    this.#stuck.set(key, { pending: newer === undefined ? pending : merged(pending, newer), timer });
  }

  /** Its events are sent. */
  forgive(pending: Pick<Pending, 'collection' | 'id'>): void {
    this.#refusals.delete(keyOf(pending));
  }

  clear(): void {
    for (const { timer } of this.#stuck.values()) clearTimeout(timer);
    this.#stuck.clear();
    this.#waiting.clear();
  }
}

export const keyOf = ({ collection, id }: Pick<Pending, 'collection' | 'id'>): string =>
  `${collection.collectionName}:${id}`;

/** The replies to two writes may come in the other order, so what is queued may hold more than what comes later. */
function merged(queued: Pending | undefined, { outbox, ...pending }: Pending): Pending {
  if (queued === undefined) return { outbox, ...pending };
  const ids = new Set(queued.outbox.map(({ event }) => event.id));
  return { ...pending, outbox: [...queued.outbox, ...outbox.filter(({ event }) => !ids.has(event.id))] };
}
