import { describe, expect, it } from 'vitest';
import { WaitingRoom } from './waiting-room.ts';

/** Somebody who waits until they are told. */
function waiter(room: WaitingRoom, network: string | null) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { answer: room.hold(network, () => promise), resolve, reject };
}

describe('a waiting room', () => {
  it('when one network waits as often as it may, refuses its next request, and nobody else’s', async () => {
    const room = new WaitingRoom({ perClient: 2 });
    const [first, second] = [waiter(room, 'a'), waiter(room, 'a')];
    await expect(waiter(room, 'a').answer).rejects.toMatchObject({
      problem: { status: 429, code: 'request.too-many-waiting' },
      headers: { 'retry-after': '2' },
    });
    const other = waiter(room, 'b');
    other.resolve('b');
    expect(await other.answer).toBe('b');
    first.resolve('done');
    second.reject(new Error('broken'));
    expect(await first.answer).toBe('done');
    await expect(second.answer).rejects.toThrow('broken');
    const again = waiter(room, 'a');
    again.resolve('again');
    expect(await again.answer).toBe('again');
  });

  it('when all places are taken, says so to whoever comes', async () => {
    const room = new WaitingRoom({ perClient: 0, inAll: 2 });
    const taken = [waiter(room, 'a'), waiter(room, null)];
    expect(room.isFull).toBe(true);
    await expect(waiter(room, 'b').answer).rejects.toMatchObject({ problem: { status: 503 } });
    for (const { resolve } of taken) resolve('');
    await Promise.all(taken.map(({ answer }) => answer));
    expect(room.isFull).toBe(false);
  });
});
