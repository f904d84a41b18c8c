import { expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { LogOut } from './log-out.ts';

it.each([
  ['of their own', 'user-1', 'session-1/first', false],
  ['of somebody else', 'user-2', 'session-1/first', true],
  ['that is none', 'user-1', 'session-1', true],
])(
  'when somebody logs out with a token %s, does as they may and says the same',
  async (_whose, userId, token, isLeft) => {
    const ports = inMemoryPorts();
    await ports.sessions.add(aSession());
    await new LogOut(ports).execute(userId, token);
    expect((await ports.sessions.find('session-1')) !== null).toBe(isLeft);
  },
);
