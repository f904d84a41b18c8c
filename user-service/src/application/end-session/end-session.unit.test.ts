import { expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { InMemorySessionRepository } from '../../../tests/in-memory-session-repository.ts';
import { SessionNotFound } from '../../domain/session/session-error.ts';
import { EndSession } from './end-session.ts';

it('when a session is somebody else’s or gone, there is none to end', async () => {
  const sessions = new InMemorySessionRepository();
  await sessions.add(aSession());
  const endSession = new EndSession(sessions);
  await expect(endSession.execute('user-2', 'session-1')).rejects.toThrow(SessionNotFound);
  await endSession.execute('user-1', 'session-1');
  await expect(endSession.execute('user-1', 'session-1')).rejects.toThrow(SessionNotFound);
});
