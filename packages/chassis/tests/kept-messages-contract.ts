import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KeptMessage, KeptMessages } from '../src/events/kept-messages.ts';

const notYet = { lastError: 'Not yet.', reason: 'NotYet' };
const never = { lastError: 'Never.', reason: 'Never' };
const at = new Date('2026-01-01T09:00:00.000Z');
const secondsLater = (seconds: number) => new Date(at.getTime() + seconds * 1000);

export function aKeptMessage(lane: string, place: number, overrides: Partial<KeptMessage> = {}): KeptMessage {
  const [topic = '', key = ''] = lane.split(':');
  const offset = String(place);
  return {
    _id: `${lane}:${place}`,
    state: 'parked',
    lane,
    place,
    delivery: { topic, key, partition: 0, offset, value: '{}', assignment: 1 },
    type: 'payment.paid.v1',
    eventId: null,
    correlationId: null,
    attempts: 3,
    lastError: 'It cannot be.',
    reason: 'Error',
    keptAt: at,
    nextAttemptAt: at,
    isRedriven: false,
    claimedBy: null,
    lostClaims: 0,
    ...overrides,
  };
}

/** What every store of parked messages must do. It may hold other tests' messages already. */
export function keptMessagesContract(name: string, store: () => KeptMessages): void {
  describe(name, () => {
    const aLane = () => `payment-events:${randomUUID()}`;
    const claim = (lane: string, seconds = 0, by = 'process-1') =>
      store().claimNext(lane, { by, at: secondsLater(seconds), until: secondsLater(seconds + 30) });

    const claimedLanes = async () =>
      (await store().due(secondsLater(3600))).flatMap(({ lane, isClaimed }) => (isClaimed ? [lane] : []));
    const page = (limit = 10, offset = 0, cursor?: string) => ({
      limit,
      offset,
      ...(cursor === undefined ? {} : { cursor }),
    });

    it('when the first message of a lane is due, names the lane, and not when only a later one is', async () => {
      const [due, waiting] = [aLane(), aLane()];
      for (const place of [2, 3]) await store().keep(aKeptMessage(due, place));
      await store().keep(aKeptMessage(waiting, 1, { nextAttemptAt: secondsLater(5) }));
      await store().keep(aKeptMessage(waiting, 2));
      const lanesDue = async (seconds: number) => (await store().due(secondsLater(seconds))).map(({ lane }) => lane);
      expect(await lanesDue(4)).toContain(due);
      expect(await lanesDue(4)).not.toContain(waiting);
      expect(await lanesDue(5)).toEqual(expect.arrayContaining([due, waiting]));
      expect((await lanesDue(5)).filter((lane) => lane === due)).toHaveLength(1);
    });

    it('when asked how much there is, says it', async () => {
      const before = await store().summary();
      const lane = aLane();
      for (const place of [1, 2]) await store().keep(aKeptMessage(lane, place, { keptAt: new Date(place) }));
      await store().keep(aKeptMessage(lane, 3, { state: 'dead' }));
      expect(await store().summary()).toEqual({
        parked: before.parked + 2,
        dead: before.dead + 1,
        lanes: before.lanes + 1,
        oldestParkedAt: new Date(1),
      });
      expect(await store().count({ state: 'parked', subject: lane.split(':')[1] })).toBe(2);
    });

    it('when messages are parked, gives the first of each lane, as it was', async () => {
      const [lane, other] = [aLane(), aLane()];
      for (const place of [12, 9, 100]) await store().keep(aKeptMessage(lane, place));
      await store().keep(aKeptMessage(other, 1));
      expect(await claim(lane)).toEqual(aKeptMessage(lane, 9, { claimedBy: 'process-1' }));
      expect(await claim(other)).toEqual(aKeptMessage(other, 1, { claimedBy: 'process-1' }));
      expect(await store().lanes()).toEqual(expect.arrayContaining([lane, other]));
      expect(await store().isParking(lane)).toBe(true);
    });

    it('when a message is parked again, leaves it as it is', async () => {
      const lane = aLane();
      await store().keep(aKeptMessage(lane, 1, { attempts: 7 }));
      await store().keep(aKeptMessage(lane, 1, { attempts: 3 }));
      expect(await claim(lane)).toMatchObject({ attempts: 7 });
    });

    it('when one has claimed a message, gives it to nobody else until the claim has run out', async () => {
      const lane = aLane();
      await store().keep(aKeptMessage(lane, 1));
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(lane)));
      expect(claims.filter((message) => message !== null)).toHaveLength(1);
      expect(await claim(lane, 29)).toBeNull();
      expect(await claim(lane, 30)).not.toBeNull();
    });

    it('when processes claim one and are not heard of again, counts them; one that claims again has not died', async () => {
      const lane = aLane();
      await store().keep(aKeptMessage(lane, 1));
      expect(await claimedLanes()).not.toContain(lane);
      const lost: unknown[] = [];
      for (const [turn, by] of ['one', 'one', 'two', 'three', 'three', 'four'].entries()) {
        lost.push((await claim(lane, turn * 30, by))?.lostClaims);
      }
      expect(lost).toEqual([0, 0, 1, 2, 2, 3]);
      expect(await claimedLanes()).toContain(lane);
    });

    it.each([
      ['postponed', (message: KeptMessage) => store().postpone(message, notYet, at)],
      ['given up on', (message: KeptMessage) => store().giveUp(message, never)],
    ])('when a message is %s, nobody who tried it before counts any more', async (_what, letGo) => {
      const lane = aLane();
      await store().keep(aKeptMessage(lane, 1, { claimedBy: 'one', lostClaims: 2 }));
      await letGo((await claim(lane, 0, 'two'))!);
      expect(await claimedLanes()).not.toContain(lane);
      await store().redrive({ state: 'dead', id: `${lane}:1` }, at);
      expect(await claim(lane, 0, 'three')).toMatchObject({ lostClaims: 0 });
    });

    it('when the first message of a lane is postponed, gives neither it nor those behind it before its time', async () => {
      const lane = aLane();
      for (const place of [1, 2]) await store().keep(aKeptMessage(lane, place));
      const first = await claim(lane);
      await store().postpone(first!, notYet, secondsLater(5));
      expect(await claim(lane, 4)).toBeNull();
      expect(await claim(lane, 5)).toMatchObject({ place: 1, attempts: 4, ...notYet });
    });

    it('when the first message is removed, gives the next one; when all are, nothing waits', async () => {
      const lane = aLane();
      for (const place of [1, 2]) await store().keep(aKeptMessage(lane, place));
      for (const place of [1, 2]) {
        const message = await claim(lane);
        expect(message).toMatchObject({ place });
        await store().remove(message!);
      }
      expect(await claim(lane)).toBeNull();
      expect(await store().isParking(lane)).toBe(false);
      expect(await store().lanes()).not.toContain(lane);
    });

    it('when one is given up on, keeps it out of its lane, and lets the next one through', async () => {
      const lane = aLane();
      for (const place of [1, 2]) await store().keep(aKeptMessage(lane, place));
      await store().giveUp((await claim(lane))!, never);
      expect(await claim(lane)).toMatchObject({ place: 2 });
      const subject = lane.split(':')[1]!;
      const { data, count } = await store().find({ state: 'dead', subject }, page());
      expect([data, count]).toMatchObject([[{ place: 1, attempts: 4, ...never }], 1]);
    });

    it('when looked for, is found by state, id and subject, the oldest first, by the page', async () => {
      const lane = aLane();
      const subject = lane.split(':')[1]!;
      for (const place of [3, 1, 2]) await store().keep(aKeptMessage(lane, place, { keptAt: secondsLater(place) }));
      await store().keep(aKeptMessage(lane, 4, { state: 'dead', keptAt: secondsLater(4) }));
      const placesOf = async (filter: object, which = page()) => {
        const { data, count } = await store().find({ subject, ...filter }, which);
        return [data.map(({ place }) => place), count];
      };
      expect(await placesOf({})).toEqual([[1, 2, 3, 4], 4]);
      expect(await placesOf({ state: 'parked' }, page(2, 1))).toEqual([[2, 3], 3]);
      expect(await placesOf({ id: `${lane}:4` })).toEqual([[4], 1]);
      expect(await placesOf({ id: `${lane}:4`, state: 'parked' })).toEqual([[], 0]);
    });

    it('when redriven, is due at once as if it had just come, at its place in its lane', async () => {
      const lane = aLane();
      await store().keep(aKeptMessage(lane, 2));
      await store().keep(aKeptMessage(lane, 1, { state: 'dead', attempts: 17 }));
      await store().keep(aKeptMessage(lane, 0, { state: 'dead' }));
      expect(await store().redrive({ state: 'dead', id: `${lane}:1` }, secondsLater(5))).toBe(1);
      expect(await claim(lane, 4)).toBeNull();
      expect(await claim(lane, 5)).toMatchObject({ place: 1, attempts: 0, isRedriven: true, state: 'parked' });
      const subject = lane.split(':')[1]!;
      expect(await store().redrive({ state: 'dead', subject }, at)).toBe(1);
      expect(await store().redrive({ state: 'dead', subject }, at)).toBe(0);
    });
  });
}
