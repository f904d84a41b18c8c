import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ParkedMessage, ParkedMessages } from '../src/events/parked-messages.ts';

const at = new Date('2026-01-01T09:00:00.000Z');
const secondsLater = (seconds: number) => new Date(at.getTime() + seconds * 1000);

export function aParkedMessage(lane: string, place: number, overrides: Partial<ParkedMessage> = {}): ParkedMessage {
  const [topic = '', key = ''] = lane.split(':');
  const offset = String(place);
  return {
    _id: `${lane}:${place}`,
    lane,
    place,
    delivery: { topic, key, partition: 0, offset, value: '{}', assignment: 1 },
    type: 'payment.paid.v1',
    attempts: 3,
    lastError: 'It cannot be.',
    parkedAt: at,
    nextAttemptAt: at,
    ...overrides,
  };
}

/** What every store of parked messages must do. It may hold other tests' messages already. */
export function parkedMessagesContract(name: string, store: () => ParkedMessages): void {
  describe(name, () => {
    const aLane = () => `payment-events:${randomUUID()}`;
    const claim = (lane: string, seconds = 0) =>
      store().claimNext(lane, secondsLater(seconds), secondsLater(seconds + 30));

    it('when messages are parked, gives the first of each lane, as it was', async () => {
      const [lane, other] = [aLane(), aLane()];
      for (const place of [12, 9, 100]) await store().park(aParkedMessage(lane, place));
      await store().park(aParkedMessage(other, 1));
      expect(await claim(lane)).toEqual(aParkedMessage(lane, 9));
      expect(await claim(other)).toEqual(aParkedMessage(other, 1));
      expect(await store().lanes()).toEqual(expect.arrayContaining([lane, other]));
      expect(await store().isWaiting(lane)).toBe(true);
    });

    it('when a message is parked again, leaves it as it is', async () => {
      const lane = aLane();
      await store().park(aParkedMessage(lane, 1, { attempts: 7 }));
      await store().park(aParkedMessage(lane, 1, { attempts: 3 }));
      expect(await claim(lane)).toMatchObject({ attempts: 7 });
    });

    it('when one has claimed a message, gives it to nobody else until the claim has run out', async () => {
      const lane = aLane();
      await store().park(aParkedMessage(lane, 1));
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(lane)));
      expect(claims.filter((message) => message !== null)).toHaveLength(1);
      expect(await claim(lane, 29)).toBeNull();
      expect(await claim(lane, 30)).not.toBeNull();
    });

    it('when the first message of a lane is postponed, gives neither it nor those behind it before its time', async () => {
      const lane = aLane();
      for (const place of [1, 2]) await store().park(aParkedMessage(lane, place));
      const first = await claim(lane);
      await store().postpone(first!, 'Not yet.', secondsLater(5));
      expect(await claim(lane, 4)).toBeNull();
      expect(await claim(lane, 5)).toMatchObject({ place: 1, attempts: 4, lastError: 'Not yet.' });
    });

    it('when the first message is removed, gives the next one; when all are, nothing waits', async () => {
      const lane = aLane();
      for (const place of [1, 2]) await store().park(aParkedMessage(lane, place));
      for (const place of [1, 2]) {
        const message = await claim(lane);
        expect(message).toMatchObject({ place });
        await store().remove(message!);
      }
      expect(await claim(lane)).toBeNull();
      expect(await store().isWaiting(lane)).toBe(false);
      expect(await store().lanes()).not.toContain(lane);
    });
  });
}
