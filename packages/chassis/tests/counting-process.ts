import { randomUUID } from 'node:crypto';
import { draft } from '@souk/contracts/event';
import type { Publication } from '../src/events/event-bus.ts';
import type { InMemoryBroker } from '../src/events/in-memory-broker.ts';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import type { HandledMessage } from '../src/execution-context.ts';
import type { Change } from '../src/mongo/aggregate-store.ts';
import { aRelay, aStore, at, Counted, handling, Noted, zero, type Counter, type CounterModel } from './counter.ts';

/** Which sends fail, by their number: the broker stores some of what it is sent, or all without telling. */
export interface SendFailures {
  readonly stored: ReadonlyMap<number, 'all, untold' | 'a part' | 'nothing'>;
  /** From then on it stores nothing any more. */
  readonly goneFrom: number;
}

class UnluckyBus extends InMemoryEventBus {
  failed = 0;
  #sends = 0;
  readonly #failures: SendFailures;

  constructor(broker: InMemoryBroker, failures: SendFailures) {
    super(broker);
    this.#failures = failures;
  }

  override async publish(publications: readonly Publication[]): Promise<void> {
    const { stored: storedAt, goneFrom } = this.#failures;
    const failure = this.#sends >= goneFrom ? 'nothing' : storedAt.get(this.#sends);
    this.#sends++;
    if (failure === undefined) return super.publish(publications);
    const stored = { 'all, untold': 1, 'a part': 0.5, nothing: 0 }[failure] * publications.length;
    await super.publish(publications.slice(0, Math.ceil(stored)));
    this.failed++;
    throw new Error(`The broker stored ${failure}.`);
  }
}

export type HandlerFailure = 'in the decision' | 'after the change';

export class HandlerFails extends Error {}

const NO_FAILURES: SendFailures = { stored: new Map(), goneFrom: Infinity };

/** A process that counts in aggregates because of messages. */
export class CountingProcess {
  decisions = 0;
  readonly bus;
  readonly relay;
  readonly #store;

  constructor({
    model,
    broker,
    failures = NO_FAILURES,
    isSoleWriter,
  }: {
    model: CounterModel;
    broker: InMemoryBroker;
    failures?: SendFailures;
    isSoleWriter: boolean;
  }) {
    this.bus = new UnluckyBus(broker, failures);
    this.relay = aRelay(this.bus);
    this.#store = aStore(model, this.relay, { isSoleWriter });
  }

  async open(id: string): Promise<void> {
    await this.#store.insert(id, zero);
  }

  /**
   * Counts one further and notes down why, in the aggregate and in an event: the message's id and what no other decision has.
   * @throws HandlerFails
   */
  async handle(id: string, message: HandledMessage, failure: HandlerFailure | null): Promise<void> {
    const decide = ({ value, note = '' }: Counter): Change<Counter> => {
      if (failure === 'in the decision') throw new HandlerFails();
      this.decisions++;
      const decision = `${message.id}:${randomUUID()}`;
      return {
        state: { value: value + 1, note: `${note} ${decision}`.trim() },
        events: [draft(Counted, { value: value + 1 }, at), draft(Noted, { note: decision }, at)],
      };
    };
    await handling(message, () => this.#store.update(id, decide));
    if (failure === 'after the change') throw new HandlerFails();
  }
}
