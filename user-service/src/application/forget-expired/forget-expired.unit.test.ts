import { expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { at, later } from '../../../tests/a-user.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { SESSION_LIFETIME_MS } from '../../domain/session/session.ts';
import { ForgetExpired } from './forget-expired.ts';

it('when sessions cannot be deleted, forgets failures and networks all the same, and says so', async () => {
  const ports = inMemoryPorts();
  const access = { userId: 'user-1', passwordHash: 'hash-1' };
  await ports.sessions.add(aSession());
  await ports.failures.add(['amira@souk.test'], at, later(1));
  await ports.knownNetworks.remember(access, '203.0.113.7', later(1));
  const endExpired = ports.sessions.endExpired.bind(ports.sessions);
  ports.sessions.endExpired = () => Promise.reject(new Error('a poisonous row'));
  ports.letPass(SESSION_LIFETIME_MS);
  await expect(new ForgetExpired(ports).execute()).rejects.toThrow('1 of 3 failed');
  expect(await ports.failures.of(['amira@souk.test'], at)).toBeNull();
  expect(await ports.knownNetworks.has(access, '203.0.113.7', at)).toBe(false);
  ports.sessions.endExpired = endExpired;
  await new ForgetExpired(ports).execute();
  expect(await ports.sessions.find('session-1')).toBeNull();
});
