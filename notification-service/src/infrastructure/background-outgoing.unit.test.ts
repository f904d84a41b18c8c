import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import { createLogger } from '@souk/chassis/logger';
import { describe, expect, it, vi } from 'vitest';
import { BackgroundOutgoing } from './background-outgoing.ts';

const logger = createLogger('test', 'silent');

/** A background whose sends end when the test says so. */
function aBackground() {
  const started: string[] = [];
  const endings = new Map<string, (error?: Error) => void>();
  const postponed: string[] = [];
  const postpone = async (emailId: string, reason: string) => {
    postponed.push(`${emailId}: ${reason}`);
    if (emailId === 'cannot be postponed') throw new Error('the database is away');
  };
  const send = (emailId: string) => {
    started.push(emailId);
    return new Promise<void>((resolve, reject) => {
      endings.set(emailId, (error) => (error === undefined ? resolve() : reject(error)));
    });
  };
  const end = async (emailId: string, error?: Error) => {
    endings.get(emailId)?.(error);
    await new Promise(setImmediate);
  };
  return { outgoing: new BackgroundOutgoing({ send, postpone, logger }), started, postponed, end };
}

describe('BackgroundOutgoing', () => {
  it('when many are nudged, sends four at a time and in the end all', async () => {
    const { outgoing, started, end } = aBackground();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) outgoing.nudge(id);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    await end('c');
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('when one is nudged while it waits or is being sent, sends it once', async () => {
    const { outgoing, started, end } = aBackground();
    for (const id of ['a', 'b', 'c', 'd', 'e', 'e', 'a']) outgoing.nudge(id);
    await end('a');
    await end('b');
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
    outgoing.nudge('a');
    expect(started.at(-1)).toBe('a');
  });

  it('when a send fails, says so, tries it later and goes on with the others', async () => {
    const warned = vi.spyOn(logger, 'warn');
    const { outgoing, started, postponed, end } = aBackground();
    for (const id of ['a', 'b', 'c', 'd', 'e']) outgoing.nudge(id);
    const error = new Error('the database is away');
    await end('a', error);
    expect(warned).toHaveBeenCalledExactlyOnceWith({ emailId: 'a', err: error }, expect.any(String));
    expect(started.at(-1)).toBe('e');
    expect(postponed).toEqual(['a: not sent because of Error']);
  });

  it('when it cannot even be tried later, goes on all the same', async () => {
    const { outgoing, started, end } = aBackground();
    for (const id of ['cannot be postponed', 'b', 'c', 'd', 'e']) outgoing.nudge(id);
    await end('cannot be postponed', new TypeError('a poisonous row'));
    expect(started.at(-1)).toBe('e');
  });

  it('when it settles, waits for what is being sent and starts nothing more', async () => {
    const { outgoing, started, end } = aBackground();
    for (const id of ['a', 'b', 'c', 'd', 'e']) outgoing.nudge(id);
    let isSettled = false;
    const settled = outgoing.settled().then(() => (isSettled = true));
    for (const id of ['a', 'b', 'c']) await end(id);
    expect(isSettled).toBe(false);
    await end('d', new Error('the database is away'));
    await settled;
    outgoing.nudge('f');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('when a message nudges, sends because of it but not as part of handling it', async () => {
    const causes: unknown[] = [];
    const outgoing = new BackgroundOutgoing({
      send: async () => {
        causes.push(currentCause());
      },
      postpone: () => Promise.resolve(),
      logger,
    });
    const message = { id: 'event-1', topic: 'order-events', subject: 'order-1', sequence: 1 };
    const cause = { id: 'event-1', correlationId: 'order-1', traceparent: null };
    runBecauseOf({ ...cause, message }, () => outgoing.nudge('a'));
    expect(causes).toEqual([{ ...cause, message: null }]);
  });
});
