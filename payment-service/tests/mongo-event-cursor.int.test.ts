import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MongoEventCursor, type EventCursorDocument } from '../src/infrastructure/persistence/mongo-event-cursor.ts';
import { at, minutesLater } from './a-payment.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { SettableClock } from './settable-clock.ts';

let service: ComposedService;
let client: mongo.MongoClient;
let id: string;

beforeAll(async () => {
  service = await startComposedService(new SettableClock());
  client = await mongo.MongoClient.connect(service.mongodbUri);
});
afterAll(async () => {
  await client.close();
  await service.stop();
});
beforeEach(() => {
  id = randomUUID();
});

/** One process's cursor; listings begin ten minutes apart by default. */
const aCursor = (every = 600_000) =>
  new MongoEventCursor({
    rows: client.db('payment-service').collection<EventCursorDocument>('event-cursors'),
    id,
    every,
  });

describe('the cursor of a listing', () => {
  it('when many processes want it at once, is given to one', async () => {
    const turns = await Promise.all(Array.from({ length: 8 }, () => aCursor().take(at)));
    expect(turns.filter((turn) => turn !== null)).toMatchObject([{ listedUntil: null }]);
  });

  it('is given again after a pause, to whoever asks first, with how far the last listing has come', async () => {
    const [first, second] = [aCursor(), aCursor()];
    await first.advance((await first.take(at))!, at);
    expect(await second.take(minutesLater(9))).toBeNull();
    expect(await second.take(minutesLater(10))).toMatchObject({ listedUntil: at });
    expect(await first.take(minutesLater(10))).toBeNull();
  });

  it('when its holder is gone, is given to the next one, and what the first one says then is not heard', async () => {
    const [gone, next] = [aCursor(), aCursor()];
    const turn = (await gone.take(at))!;
    expect(await next.take(minutesLater(0.9))).toBeNull();
    const taken = (await next.take(minutesLater(1)))!;
    expect(await gone.extend(turn, minutesLater(1))).toBe(false);
    await gone.advance(turn, minutesLater(1));
    await gone.giveBack(turn);
    expect(await gone.take(minutesLater(1))).toBeNull();
    await next.advance(taken, minutesLater(1));
    expect(await gone.take(minutesLater(11))).toMatchObject({ listedUntil: minutesLater(1) });
  });

  it.each([
    [20_000, 20],
    [10, 5],
  ])(
    'when listings begin %i ms apart and its holder is gone, is given to the next one after %i s',
    async (every, seconds) => {
      const [gone, next] = [aCursor(every), aCursor(every)];
      await gone.take(at);
      expect(await next.take(minutesLater((seconds - 1) / 60))).toBeNull();
      expect(await next.take(minutesLater(seconds / 60))).not.toBeNull();
    },
  );

  it('when its holder asks for more time, stays with it', async () => {
    const [holder, other] = [aCursor(), aCursor()];
    const turn = (await holder.take(at))!;
    expect(await holder.extend(turn, minutesLater(0.9))).toBe(true);
    expect(await other.take(minutesLater(1.5))).toBeNull();
  });

  it('when it is given back, is free at once, as it was', async () => {
    const [first, second] = [aCursor(), aCursor()];
    await first.advance((await first.take(at))!, at);
    await first.giveBack((await first.take(minutesLater(10)))!);
    expect(await second.take(minutesLater(10))).toMatchObject({ listedUntil: at });
  });
});
