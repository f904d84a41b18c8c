import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from '@souk/local/process/child';
import { eventually } from '@souk/testing/eventually';
import { expect, it } from 'vitest';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { createLogger } from '../src/logger.ts';
import type { GroupMemberMessage, Handled } from './group-member.ts';
import { aPublication } from './a-publication.ts';

const ENTRY = fileURLToPath(new URL('./group-member.ts', import.meta.url));
const TOPIC = 'order-events';
/** More than there are partitions, so that every member has work. */
const KEYS = 30;

/** One group whose members are processes, and all that any of them has handled. */
class Group {
  readonly handled: Handled[] = [];
  readonly #brokers: string;
  readonly #name: string;
  readonly #members = new Set<Member>();

  constructor(brokers: string, name: string) {
    this.#brokers = brokers;
    this.#name = name;
  }

  async join(): Promise<Member> {
    const env = { BROKERS: this.#brokers, GROUP: this.#name, TOPIC };
    const member: Member = { child: await startChild({ entry: ENTRY, env }), inProgress: 0, handled: 0 };
    this.#members.add(member);
    member.child.process.on('message', (message: GroupMemberMessage) => {
      if (message.type === 'begun') member.inProgress++;
      if (message.type !== 'handled') return;
      member.inProgress--;
      member.handled++;
      this.handled.push(message);
    });
    member.child.process.send('listening');
    return member;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#members].map(({ child }) => child.stop()));
  }

  /** What was handled of a key in the order of time, without repetitions. */
  sequences(key: string): number[] {
    const ofKey = this.handled.filter((each) => each.key === key);
    const inTime = ofKey.toSorted((one, other) => (BigInt(one.at) < BigInt(other.at) ? -1 : 1));
    return [...new Set(inTime.map(({ sequence }) => sequence))];
  }
}

interface Member {
  readonly child: Child;
  /** How many events it has begun and not finished. */
  inProgress: number;
  handled: number;
}

/** A rebalance waits for every member, and on a busy machine for its processes. */
const WITHIN = { within: 30_000 };
/** There are three rebalances, and after each of them everything is waited for. */
const ALL_WITHIN = { timeout: 150_000 };

const handlesSomething = (member: Member) => eventually(() => expect(member.handled).toBeGreaterThan(0), WITHIN);

const isInTheMiddle = (member: Member) => eventually(() => expect(member.inProgress).toBeGreaterThan(2), WITHIN);

/** Publishes event after event of every key, each beginning with the group's name, until it is stopped. */
class Load {
  readonly keys: readonly string[];
  /** Sequences up to this one are the broker's, for every key. */
  published = 0;
  readonly #stopping = new AbortController();
  readonly #publishing: Promise<void>;

  constructor(bus: KafkaEventBus, group: string) {
    this.keys = Array.from({ length: KEYS }, (_, index) => `${group}-${index}`);
    this.#publishing = this.#publish(bus);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#publishing;
  }

  async #publish(bus: KafkaEventBus): Promise<void> {
    for (; !this.#stopping.signal.aborted; this.published++) {
      await bus.publish(this.keys.map((key) => aPublication(TOPIC, key, this.published + 1)));
      // Some hundred events a second: two cores handle them beside the broker.
      await delay(40);
    }
  }
}

/** The test of a group on some brokers that members come and go from, in order and by `kill -9`. */
export function keepsOrderThroughRebalances(brokers: () => string): void {
  it(
    'when members of a group join, leave and are killed under load, loses nothing and keeps the order',
    ALL_WITHIN,
    async () => {
      const logger = createLogger('test', 'silent');
      const bus = await KafkaEventBus.connect({ brokers: brokers().split(','), clientId: 'load', logger });
      const name = randomUUID();
      const load = new Load(bus, name);
      const group = new Group(brokers(), name);
      const handlesAllUpTo = (last: number) =>
        eventually(() => {
          const latest = new Map(group.handled.map(({ key, sequence }) => [key, sequence]));
          expect(load.keys.filter((key) => (latest.get(key) ?? 0) < last)).toEqual([]);
        }, WITHIN);
      try {
        const [first, second, third] = await Promise.all([group.join(), group.join(), group.join()]);
        await Promise.all([first, second, third].map(handlesSomething));
        await isInTheMiddle(second);
        await second.child.kill();
        await handlesSomething(await group.join());
        await handlesAllUpTo(load.published);
        await isInTheMiddle(first);
        const [fifth] = await Promise.all([group.join(), first.child.stop()]);
        await handlesSomething(fifth);
        await handlesAllUpTo(load.published);
        await load.stop();
        await handlesAllUpTo(load.published);
      } finally {
        await load.stop();
        await group.end();
        await bus.close();
      }
      const all = Array.from({ length: load.published }, (_, index) => index + 1);
      for (const key of load.keys) expect(group.sequences(key)).toEqual(all);
    },
  );
}
