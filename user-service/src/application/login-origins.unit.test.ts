import { describe, expect, it } from 'vitest';
import { aUser } from '../../tests/a-user.ts';
import { inMemoryPorts } from '../../tests/in-memory-ports.ts';

const EMAIL = 'amira@souk.test';
const DAY = 24 * 60 * 60_000;
const home = { network: '203.0.113.7', deviceToken: null };
const away = { network: '198.51.100.1', deviceToken: null };
const amira = aUser({ email: EMAIL });
const isShared = (limits: readonly { readonly isShared?: boolean }[]) =>
  limits.some((limit) => limit.isShared === true);

describe('LoginOrigins', () => {
  it('when nobody has got in from a network, counts for it and with all other strangers', async () => {
    const { origins } = inMemoryPorts();
    for (const user of [amira, null]) {
      expect(await origins.limitsFor(EMAIL, user, home)).toEqual([
        { key: [EMAIL, 'network', home.network], most: 10 },
        { key: [EMAIL, 'strangers'], most: 50, isShared: true },
      ]);
    }
  });

  it('when somebody has got in from a network within 90 days, counts for it alone', async () => {
    const { origins, letPass } = inMemoryPorts();
    await origins.remember(amira, home);
    letPass(90 * DAY - 1);
    expect(isShared(await origins.limitsFor(EMAIL, amira, home))).toBe(false);
    expect(isShared(await origins.limitsFor(EMAIL, amira, away))).toBe(true);
    letPass(1);
    expect(isShared(await origins.limitsFor(EMAIL, amira, home))).toBe(true);
  });

  it('when a device shows its token, counts for it alone, wherever it is, and keeps its id', async () => {
    const { origins } = inMemoryPorts();
    const { token } = await origins.remember(amira, home);
    const [limit, ...more] = await origins.limitsFor(EMAIL, amira, { ...away, deviceToken: token });
    expect(limit?.key.slice(0, 2)).toEqual([EMAIL, 'device']);
    expect(more).toEqual([]);
    expect((await origins.remember(amira, { ...away, deviceToken: token })).token).toBe(token);
  });

  it('when the password has changed since, knows neither device nor network', async () => {
    const { origins } = inMemoryPorts();
    const { token } = await origins.remember(amira, home);
    const changed = aUser({ email: EMAIL, passwordHash: 'hash-2' });
    expect(isShared(await origins.limitsFor(EMAIL, changed, { ...home, deviceToken: token }))).toBe(true);
  });
});
