import { defineEvent } from '@souk/contracts/event';
import { mongo } from 'mongoose';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { InMemoryKeptMessages } from '../../tests/in-memory-kept-messages.ts';
import { InMemoryResumptions } from '../../tests/in-memory-resumptions.ts';
import { createLogger } from '../logger.ts';
import { uuidv7 } from '../ids.ts';
import { Metrics } from '../metrics.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Delivery } from './event-bus.ts';
import { Insistence } from './insistence.ts';
import { inKeyLanes } from './key-lanes.ts';
import { Reactions } from './message.ts';
import { Parking } from './parking.ts';
import { on } from './subscription.ts';
import { Suspects } from './suspects.ts';

const Paid = defineEvent('payment-events', 'payment.paid.v1', z.object({}));

/** What happens to a message in progress. */
type Fate = 'is handled' | 'ends the process' | 'hangs';

/** A partition of events, one per letter, each of a key of its own, and processes that take it up one after the other. */
class Partition {
  readonly kept = new InMemoryKeptMessages();
  readonly resumptions = new InMemoryResumptions();
  readonly begun: string[] = [];
  readonly #deliveries: readonly Delivery[];
  #committed = 0;

  constructor(letters: string) {
    this.#deliveries = Array.from(letters, aDelivery);
  }

  /** Handles what is not committed, as the first batch after an assignment. False when the process did not live to end it. */
  async takeUp(fateOf: (letter: string) => Fate, { handOver = '' } = {}): Promise<boolean> {
    const deliveries = this.#deliveries.slice(this.#committed);
    const died = Promise.withResolvers<false>();
    const { dispatcher, suspects } = this.#aProcess(async (letter) => {
      this.begun.push(letter);
      const fate = fateOf(letter);
      if (fate === 'ends the process') died.resolve(false);
      if (fate !== 'is handled') await new Promise(() => undefined);
    });
    const lived = suspects
      .resume({ topic: Paid.topic, partition: 0, offset: deliveries[0]?.offset ?? '' }, () =>
        inKeyLanes(
          deliveries,
          ({ key }) => key,
          async (delivery) => {
            if (delivery.key === handOver) throw new Error('The partition goes to another member.');
            await dispatcher.dispatch(delivery);
          },
        ),
      )
      .then(
        () => {
          this.#committed = this.#deliveries.length;
          return true;
        },
        () => true,
      );
    return Promise.race([lived, died.promise]);
  }

  get dead(): string[] {
    return this.kept.all.flatMap(({ state, delivery: { key } }) => (state === 'dead' ? [key] : []));
  }

  #aProcess(handle: (letter: string) => Promise<void>) {
    const logger = createLogger('test', 'silent');
    const metrics = new Metrics('test');
    const insistence = new Insistence();
    const reactions = new Reactions([on(Paid, ({ subject }) => handle(subject))]);
    const suspects = new Suspects({ resumptions: this.resumptions, insistence, logger });
    const parking = new Parking({ kept: this.kept, reactions, suspects, logger, metrics });
    return { suspects, dispatcher: new Dispatcher({ reactions, parking, suspects, insistence, logger, metrics }) };
  }
}

function aDelivery(letter: string, offset: number): Delivery {
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/test',
    type: Paid.type,
    subject: letter,
    time: '2026-01-01T09:00:00.000Z',
    sequence: 1,
    correlationid: letter,
    causationid: 'test',
    data: {},
  };
  return {
    topic: Paid.topic,
    partition: 0,
    offset: String(offset),
    key: letter,
    value: JSON.stringify(event),
    assignment: 1,
  };
}

const killer = (letter: string): Fate => (letter === 'k' ? 'ends the process' : 'is handled');
const nobody = (): Fate => 'is handled';

describe('a message that ends its process', () => {
  it('when it has ended three, is dead, and all others are handled', async () => {
    const partition = new Partition('abkcd');
    const lived = [];
    for (let process = 1; process <= 4; process++) lived.push(await partition.takeUp(killer));
    expect(lived).toEqual([false, false, false, true]);
    expect(partition.dead).toEqual(['k']);
    expect(partition.kept.all).toMatchObject([
      { attempts: 3, lastError: expect.stringContaining('3 processes began to handle it') },
    ]);
    expect(partition.begun.filter((letter) => letter === 'k')).toHaveLength(3);
    expect(new Set(partition.begun)).toEqual(new Set('abkcd'));
    expect(partition.resumptions.rows.size).toBe(0);
  });

  it('when there are two, both are found out, and nobody else', async () => {
    const partition = new Partition('akbqc');
    const fateOf = (letter: string): Fate => ('kq'.includes(letter) ? 'ends the process' : 'is handled');
    let processes = 1;
    while (!(await partition.takeUp(fateOf))) processes++;
    expect(partition.dead.sort()).toEqual(['k', 'q']);
    // Three for the first; the second was under suspicion already.
    expect(processes).toBeLessThanOrEqual(6);
  });

  it('when a neighbour is always in progress with it at first, handles the neighbour once it is alone', async () => {
    const partition = new Partition('nk');
    let processes = 0;
    while (!(await partition.takeUp(killer))) processes++;
    expect([processes, partition.dead]).toEqual([3, ['k']]);
  });

  it('when the fourth process finds its cause mended, it was begun too often all the same', async () => {
    const partition = new Partition('k');
    for (let process = 1; process <= 3; process++) await partition.takeUp(killer);
    await partition.takeUp(nobody);
    expect(partition.dead).toEqual(['k']);
  });
});

describe('messages whose process ends for another reason', () => {
  it('when they were in progress twice, are handled, one after the other', async () => {
    const partition = new Partition('abc');
    let kills = 2;
    const unlucky = (letter: string): Fate => (letter === 'b' && kills-- > 0 ? 'ends the process' : 'is handled');
    for (const lives of [false, false, true]) expect(await partition.takeUp(unlucky)).toBe(lives);
    expect(partition.dead).toEqual([]);
    expect(partition.begun.slice(-3)).toEqual(['a', 'b', 'c']);
  });

  it('when they are handed over in order again and again, are no suspects', async () => {
    const partition = new Partition('abc');
    for (let turn = 0; turn < 5; turn++) await partition.takeUp(nobody, { handOver: 'c' });
    expect([...partition.resumptions.rows.values()]).toMatchObject([{ starts: 0, begun: {} }]);
    expect(await partition.takeUp(nobody)).toBe(true);
    expect(partition.dead).toEqual([]);
  });

  it('when no process has died, are handled at the same time, and only the partition is noted', async () => {
    const partition = new Partition('abc');
    const begin = vi.spyOn(partition.resumptions, 'begin');
    // Each hangs, and still the next one is begun.
    void partition.takeUp(() => 'hangs');
    await vi.waitFor(() => expect(partition.begun).toEqual(['a', 'b', 'c']));
    expect(begin).not.toHaveBeenCalled();
    expect([...partition.resumptions.rows.values()]).toMatchObject([{ from: '0', starts: 1 }]);
  });
});

describe('while the database is away', () => {
  const unavailable = new mongo.MongoNetworkError('connection 1 closed', {});

  it('when a partition is taken up, handles nothing before that is noted', async () => {
    const partition = new Partition('a');
    vi.spyOn(partition.resumptions, 'resume').mockRejectedValueOnce(unavailable).mockRejectedValueOnce(unavailable);
    expect(await partition.takeUp(nobody)).toBe(true);
    expect(partition.begun).toEqual(['a']);
    expect(partition.resumptions.rows.size).toBe(0);
  });

  it('when the answers to the start of a suspect are lost, counts one start', async () => {
    const partition = new Partition('a');
    for (let process = 1; process <= 2; process++) await partition.takeUp(() => 'ends the process');
    const { resumptions } = partition;
    const begin = resumptions.begin.bind(resumptions);
    let lost = 0;
    vi.spyOn(resumptions, 'begin').mockImplementation(async (...start) => {
      const starts = await begin(...start);
      if (lost++ < 3) throw unavailable;
      return starts;
    });
    expect(await partition.takeUp(nobody)).toBe(true);
    expect([partition.dead, partition.begun.length]).toEqual([[], 3]);
  });

  it('when the end of a partition cannot be noted, goes on', async () => {
    const partition = new Partition('ab');
    vi.spyOn(partition.resumptions, 'complete').mockRejectedValue(unavailable);
    expect(await partition.takeUp(nobody)).toBe(true);
    expect(partition.resumptions.rows.size).toBe(1);
  });
});
