import type { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { aPublication } from '../../tests/a-publication.ts';
import { EventsNotTaken, type Publication } from '../events/event-bus.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { OutboxSender } from './outbox-sender.ts';
import type { Outboxed, Pending } from './outboxes.ts';

type Verdict = 'taken' | 'too large' | 'no leader' | 'away';

const errorOf = (verdict: Verdict): Error =>
  verdict === 'away'
    ? new Error('connect ECONNREFUSED')
    : new EventsNotTaken({ reason: verdict, isFinal: verdict === 'too large', cause: new Error(verdict) });

const nameOf = ({ event }: Publication) => `${event.subject}${event.sequence}`;

/** A sender, a bus that judges each event and refuses as a whole what it does not take, and where events are set aside. */
function start(verdictOf: (name: string) => Verdict, { canSetAside = (): boolean => true } = {}) {
  const taken: string[] = [];
  const aside: string[] = [];
  const requests: number[] = [];
  const metrics = new Metrics('test');
  const sender = new OutboxSender({
    bus: {
      publish: async (publications) => {
        requests.push(publications.length);
        const refused = publications.map((each) => verdictOf(nameOf(each))).find((verdict) => verdict !== 'taken');
        if (refused !== undefined) throw errorOf(refused);
        taken.push(...publications.map(nameOf));
      },
    },
    logger: createLogger('test', 'silent'),
    metrics,
    unsent: () => ({
      setAside: async (publication) => {
        if (!canSetAside()) throw new Error('The database is away.');
        aside.push(nameOf(publication));
      },
    }),
  });
  return { sender, taken, aside, requests, metrics };
}

const aPending = (id: string, events: number): Pending => ({
  collection: { collectionName: 'things' } as mongo.Collection<Outboxed>,
  id,
  outbox: Array.from({ length: events }, (_, index) => aPublication('order-events', id, index + 1)),
});

const outcomesOf = async (sender: OutboxSender, pendings: readonly Pending[]) =>
  Object.fromEntries([...(await sender.send(pendings))].map(([{ id }, outcome]) => [id, outcome]));

describe('OutboxSender', () => {
  it('when the broker takes everything, sends all of it at once', async () => {
    const { sender, taken, requests } = start(() => 'taken');
    expect(await outcomesOf(sender, [aPending('a', 2), aPending('b', 1)])).toEqual({ a: 'sent', b: 'sent' });
    expect(taken).toEqual(['a1', 'a2', 'b1']);
    expect(requests).toEqual([3]);
  });

  it('when the broker never takes one of 500 aggregates’ events, sets that one aside and sends all others in order', async () => {
    const { sender, taken, aside, requests, metrics } = start((name) => (name === 'x3332' ? 'too large' : 'taken'));
    const pendings = Array.from({ length: 500 }, (_, index) => aPending(`x${index}`, 3));
    pendings[333] = aPending('x333', 5);
    expect(new Set((await sender.send(pendings)).values())).toEqual(new Set(['sent']));
    expect(aside).toEqual(['x3332']);
    expect(taken).toHaveLength(500 * 3 + 2 - 1);
    expect(taken.filter((name) => /^x333\d$/.test(name))).toEqual(['x3331', 'x3333', 'x3334', 'x3335']);
    expect(requests.length).toBeLessThan(30);
    expect((await metrics.deadLetters.get()).values).toMatchObject([{ value: 1 }]);
  });

  it('when several are never taken, sets each of them aside', async () => {
    const never = ['a1', 'a3', 'c2'];
    const { sender, taken, aside } = start((name) => (never.includes(name) ? 'too large' : 'taken'));
    await sender.send([aPending('a', 3), aPending('b', 3), aPending('c', 3)]);
    expect(aside).toEqual(never);
    expect(taken.filter((name) => name.startsWith('a'))).toEqual(['a2']);
    expect(new Set(taken)).toEqual(new Set(['a2', 'b1', 'b2', 'b3', 'c1', 'c3']));
  });

  it('when one cannot be sent now, keeps it and those behind it in their aggregate, and sends the others', async () => {
    let isStuck = true;
    const { sender, taken, aside } = start((name) => (isStuck && name === 'b2' ? 'no leader' : 'taken'));
    const pendings = [aPending('a', 2), aPending('b', 3), aPending('c', 2)];
    expect(await outcomesOf(sender, pendings)).toEqual({ a: 'sent', b: 'stuck', c: 'sent' });
    expect([...new Set(taken)]).toEqual(['a1', 'a2', 'b1', 'c1', 'c2']);
    isStuck = false;
    expect(await outcomesOf(sender, [pendings[1]!])).toEqual({ b: 'sent' });
    expect(taken.slice(-2)).toEqual(['b2', 'b3']);
    expect(aside).toEqual([]);
  });

  it('when the broker cannot be reached, asks once and leaves everything for later', async () => {
    const { sender, requests } = start(() => 'away');
    expect(await outcomesOf(sender, [aPending('a', 1), aPending('b', 1)])).toEqual({ a: 'later', b: 'later' });
    expect(requests).toEqual([2]);
  });

  it('when the broker takes nothing, does not ask for each of many aggregates', async () => {
    const { sender, requests } = start(() => 'no leader');
    const outcomes = await sender.send(Array.from({ length: 500 }, (_, index) => aPending(`x${index}`, 1)));
    expect([...outcomes.values()].filter((outcome) => outcome === 'stuck')).toHaveLength(2);
    expect([...outcomes.values()].filter((outcome) => outcome === 'later')).toHaveLength(498);
    expect(requests.length).toBeLessThan(20);
  });

  it('when an event cannot be kept anywhere else, it stays, and only its aggregate waits', async () => {
    let isAway = true;
    const options = { canSetAside: () => !isAway };
    const { sender, taken, aside } = start((name) => (name === 'a1' ? 'too large' : 'taken'), options);
    const pendings = [aPending('a', 2), aPending('b', 1)];
    expect(await outcomesOf(sender, pendings)).toEqual({ a: 'stuck', b: 'sent' });
    expect(taken).toEqual(['b1']);
    isAway = false;
    expect(await outcomesOf(sender, [pendings[0]!])).toEqual({ a: 'sent' });
    expect([aside, taken]).toEqual([['a1'], ['b1', 'a2']]);
  });

  it('when something is sent or set aside, does not send it again', async () => {
    const { sender, taken, aside } = start((name) => (name === 'a2' ? 'too large' : 'taken'));
    const pending = aPending('a', 3);
    await sender.send([pending]);
    const before = taken.length;
    expect(sender.unsentOf(pending.outbox)).toEqual([]);
    expect(await outcomesOf(sender, [pending])).toEqual({ a: 'sent' });
    expect([taken.length, aside]).toEqual([before, ['a2']]);
  });
});
