import { AccessTokenVerifier, RemoteKeySet } from '@souk/chassis/auth/access-token';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_URL, signingKeys } from './an-environment.ts';
import { startUserService, type UserServiceUnderTest } from './start-user-service.ts';

let service: UserServiceUnderTest;
let turned = 0;

beforeAll(async () => {
  service = await startUserService();
});
afterEach(() => {
  turnClock(-turned);
});
afterAll(() => service.stop());

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;
const PASSWORD = 'a-good-password';
const ORIGIN = new URL(PUBLIC_URL).origin;

/** Until the end of the test. */
function turnClock(milliseconds: number): void {
  turned += milliseconds;
  service.turnClock(milliseconds);
}

const login = (email: string, password: string, headers: Record<string, string> = {}) =>
  service.api.post('/v1/auth/login', { body: { email, password }, headers });
const refresh = (refreshToken: string) => service.api.post('/v1/auth/refresh', { body: { refreshToken } });
const sessionsOf = async (token: string) => (await service.api.get('/v1/auth/sessions', { token })).body;

const OVER = { status: 401, body: { code: 'auth.refresh-token-invalid' } };
const REPLACED = { status: 401, body: { code: 'auth.refresh-token-replaced' } };

describe('POST /v1/auth/login', () => {
  it('when the password is right, gives tokens that the published keys verify', async () => {
    const { email, userId } = await service.newCustomer();
    const { status, body, headers } = await login(email.toUpperCase(), PASSWORD);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { expiresIn: 900, user: { id: userId, email, role: 'customer', status: 'active', emailVerifiedAt: null } },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(body)).not.toContain('argon2');
    const tokens = new AccessTokenVerifier(new RemoteKeySet(`${service.url}/v1/auth/jwks.json`));
    expect(await tokens.verify(body.accessToken)).toEqual({ userId, role: 'customer' });
  });

  it('when the password is wrong or the account unknown, says the same', async () => {
    const { email } = await service.newCustomer();
    const [wrong, unknown] = [await login(email, 'not-the-password'), await login('nobody@souk.test', PASSWORD)];
    expect(wrong).toMatchObject({ status: 401, body: { code: 'auth.credentials-invalid' } });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
  });

  it.each([
    ['an operator for the address', { email: { $ne: null }, password: PASSWORD }],
    ['an operator for the password', { email: 'a@souk.test', password: { $ne: null } }],
    ['an unknown field', { email: 'a@souk.test', password: PASSWORD, role: 'admin' }],
    ['no password', { email: 'a@souk.test' }],
  ])('when sent with %s, refuses', async (_what, body) => {
    expect(await service.api.post('/v1/auth/login', { body })).toMatchObject({ status: 400 });
  });

  it('when ten were wrong, refuses everything from there for that account and no other, in every process, until the window ends', async () => {
    const { email } = await service.newCustomer();
    const other = await service.newCustomer();
    await Promise.all(Array.from({ length: 10 }, () => login(email, 'not-the-password')));
    const refused = await login(email, PASSWORD);
    expect(refused).toMatchObject({ status: 429, body: { code: 'auth.too-many-failures' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
    expect((await login(other.email, PASSWORD)).status).toBe(200);

    const another = await service.startAnother();
    const there = await fetch(`http://127.0.0.1:${another.port}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    await another.stop();
    expect(there.status).toBe(429);

    turnClock(15 * 60 * SECOND);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  describe('while strangers guess', () => {
    const from = (network: string) => ({ 'x-forwarded-for': network });
    const stranger = (number: number) => from(`198.51.100.${number}`);
    const HOME = from('203.0.113.7');
    const CAFE = from('203.0.113.99');

    /** Somebody who has logged in at home, and whose password strangers have guessed at as long as they were let. */
    async function aBesiegedCustomer() {
      const { email, token, refreshToken, userId } = await service.newCustomer();
      const { body } = await login(email, PASSWORD, HOME);
      const guesses = Array.from({ length: 6 }, (_, number) =>
        Array.from({ length: 10 }, () => login(email, 'not-the-password', stranger(number))),
      );
      const answers = (await Promise.all(guesses.flat())).map(({ status }) => status);
      return { email, token, refreshToken, userId, deviceToken: body.deviceToken as string, answers };
    }
    const withDevice = (email: string, deviceToken: string, headers: Record<string, string>, password = PASSWORD) =>
      service.api.post('/v1/auth/login', { body: { email, password, deviceToken }, headers });

    it('when they do so from many networks at once, answers fifty of them, tells others to wait and lets in those it knows', async () => {
      const { email, token, refreshToken, deviceToken, answers } = await aBesiegedCustomer();
      expect(answers.filter((status) => status === 401)).toHaveLength(50);
      expect(answers.filter((status) => status === 429)).toHaveLength(10);
      const elsewhere = await login(email, PASSWORD, CAFE);
      expect(elsewhere).toMatchObject({ status: 429, body: { code: 'auth.too-many-failures' } });
      expect(elsewhere.body.detail).toContain('log in from a device or network where you have done so before');
      expect((await login(email, PASSWORD, HOME)).status).toBe(200);
      expect((await withDevice(email, deviceToken, CAFE)).status).toBe(200);
      expect((await refresh(refreshToken)).status).toBe(200);
      expect((await service.api.get('/v1/me', { token })).status).toBe(200);
      const body = { currentPassword: PASSWORD, newPassword: 'a-better-password' };
      expect((await service.api.put('/v1/me/password', { token, body, headers: CAFE })).status).toBe(204);
      expect((await login(email, 'a-better-password', CAFE)).status).toBe(200);
    });

    it('stops a known device that guesses itself, and nobody else', async () => {
      const { email } = await service.newCustomer();
      const { deviceToken } = (await login(email, PASSWORD, HOME)).body;
      for (let n = 0; n < 10; n++) {
        expect((await withDevice(email, deviceToken, HOME, 'not-the-password')).status).toBe(401);
      }
      expect((await withDevice(email, deviceToken, HOME)).status).toBe(429);
      expect((await login(email, PASSWORD, HOME)).status).toBe(200);
    });

    it('knows no device token that is made up, of another account or of a password before', async () => {
      const { email, token, deviceToken } = await aBesiegedCustomer();
      const other = await service.newCustomer();
      const { body } = await login(other.email, PASSWORD);
      const forged = deviceToken.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
      for (const given of ['x', forged, body.deviceToken]) {
        expect((await withDevice(email, given, CAFE)).status).toBe(429);
      }
      const change = { currentPassword: PASSWORD, newPassword: 'a-better-password' };
      await service.api.put('/v1/me/password', { token, body: change, headers: HOME });
      expect((await withDevice(email, deviceToken, CAFE, 'a-better-password')).status).toBe(429);
      expect((await login(email, 'a-better-password', HOME)).status).toBe(200);
    });

    it('when a network was not used for 90 days, does not know it any more', async () => {
      const { email } = await service.newCustomer();
      await login(email, PASSWORD, HOME);
      turnClock(90 * DAY + SECOND);
      for (let number = 0; number < 50; number++) await login(email, 'not-the-password', stranger(number));
      expect((await login(email, PASSWORD, HOME)).status).toBe(429);
    });
  });

  it('when an unknown account is guessed at, is throttled too', async () => {
    const guesses = Array.from({ length: 10 }, () => login('unknown@souk.test', PASSWORD));
    expect(new Set((await Promise.all(guesses)).map(({ status }) => status))).toEqual(new Set([401]));
    expect((await login('unknown@souk.test', PASSWORD)).status).toBe(429);
    const kept = await service.collection('login-failures').find().toArray();
    expect(JSON.stringify(kept)).not.toContain('unknown@souk.test');
  });

  it('when the right password comes in between, starts counting from zero', async () => {
    const { email } = await service.newCustomer();
    const failNineTimesThenSucceed = async () => {
      for (let n = 0; n < 9; n++) expect((await login(email, 'not-the-password')).status).toBe(401);
      expect((await login(email, PASSWORD)).status).toBe(200);
    };
    await failNineTimesThenSucceed();
    await failNineTimesThenSucceed();
  });
});

describe('POST /v1/auth/refresh', () => {
  it('when the token is the last one, gives a new pair, of which the new one works', async () => {
    const { refreshToken } = await service.newCustomer();
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken']);
    expect((await service.api.get('/v1/me', { token: body.accessToken })).status).toBe(200);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  it('when a used token comes back, ends the whole family', async () => {
    const { refreshToken: stolen } = await service.newCustomer();
    const { body: second } = await refresh(stolen);
    const { body: third } = await refresh(second.refreshToken);
    expect(await refresh(stolen)).toMatchObject(OVER);
    expect(await refresh(third.refreshToken)).toMatchObject(OVER);
  });

  it('when the token before the last comes back within 10 s, refuses it and keeps the family', async () => {
    const { refreshToken } = await service.newCustomer();
    const { body } = await refresh(refreshToken);
    turnClock(9 * SECOND);
    expect(await refresh(refreshToken)).toMatchObject(REPLACED);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  it('when the token before the last comes back later, ends the family', async () => {
    const { refreshToken } = await service.newCustomer();
    const { body } = await refresh(refreshToken);
    turnClock(11 * SECOND);
    expect(await refresh(refreshToken)).toMatchObject(OVER);
    expect(await refresh(body.refreshToken)).toMatchObject(OVER);
  });

  it('when one token is sent ten times at once, has one winner, whose session goes on', async () => {
    const { refreshToken } = await service.newCustomer();
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    const winners = replies.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const reply of replies) if (reply !== winners[0]) expect(reply).toMatchObject(REPLACED);
    expect((await refresh(winners[0]!.body.refreshToken)).status).toBe(200);
  });

  it('when the session is 30 days old, is over, and swept', async () => {
    const { refreshToken, userId } = await service.newCustomer();
    turnClock(29 * DAY);
    const { body } = await refresh(refreshToken);
    turnClock(DAY);
    expect(await refresh(body.refreshToken)).toMatchObject(OVER);
    expect(await service.collection('sessions').countDocuments({ userId })).toBe(1);
    const another = await service.startAnother();
    await another.stop();
    expect(await service.collection('sessions').countDocuments({ userId })).toBe(0);
  });

  it('when the token is made up, refuses without ending anything', async () => {
    const { refreshToken } = await service.newCustomer();
    const [sessionId = ''] = refreshToken.split('.');
    for (const made of ['x', `${sessionId}.${'x'.repeat(43)}`, `${refreshToken}x`, sessionId]) {
      expect(await refresh(made)).toMatchObject(OVER);
    }
    expect((await refresh(refreshToken)).status).toBe(200);
  });

  it.each([{ refreshToken: { $ne: null } }, { refreshToken: 'x', userId: 'u' }, { refreshToken: '' }])(
    'when sent %j, refuses',
    async (body) => {
      expect((await service.api.post('/v1/auth/refresh', { body })).status).toBe(400);
    },
  );

  it('when stored, is a hash and nothing else', async () => {
    const { refreshToken, userId } = await service.newCustomer();
    await refresh(refreshToken);
    const [session] = await service.collection('sessions').find({ userId }).toArray();
    expect(session?.['currentHash']).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(session)).not.toContain(refreshToken.split('.')[1]);
  });
});

describe('a browser', () => {
  const cookieOf = (headers: Headers) => headers.getSetCookie()[0] ?? '';
  const deviceCookieOf = (headers: Headers) => headers.getSetCookie()[1] ?? '';
  const valueOf = (cookie: string) => cookie.split(';')[0] ?? '';
  const withCookie = (path: string, cookie: string, { origin = ORIGIN, token = '' } = {}) =>
    service.api.post(path, {
      ...(token === '' ? {} : { token }),
      headers: { cookie: `theme=dark; ${cookie}`, ...(origin === '' ? {} : { origin }) },
    });

  const logInWithCookie = async () => {
    const { email } = await service.newCustomer();
    const { body, headers } = await login(email, PASSWORD, { 'x-refresh-cookie': '1' });
    return {
      email,
      token: body.accessToken as string,
      body,
      cookie: cookieOf(headers),
      device: deviceCookieOf(headers),
    };
  };

  it('when it asks for a cookie, gets the refresh token where no script reads it', async () => {
    const { body, cookie } = await logInWithCookie();
    expect(body.refreshToken).toBeNull();
    expect(cookie).toMatch(
      /^__Host-refresh=[\w.-]{80}; Expires=[^;]+ GMT; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('when its network is used up by others who guess, gets in with the cookie that makes it known, also after a new password', async () => {
    const { email, token, body, device } = await logInWithCookie();
    expect(body.deviceToken).toBeNull();
    expect(device).toMatch(/^__Host-device=[\w.-]+; Expires=[^;]+ GMT; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    await Promise.all(Array.from({ length: 10 }, () => login(email, 'not-the-password')));
    expect((await login(email, PASSWORD)).status).toBe(429);
    expect((await login(email, PASSWORD, { cookie: valueOf(device) })).status).toBe(200);

    const change = { currentPassword: PASSWORD, newPassword: 'a-better-password' };
    const headers = { cookie: valueOf(device) };
    const changed = await service.api.put('/v1/me/password', { token, body: change, headers });
    const next = valueOf(cookieOf(changed.headers));
    expect(next).not.toBe(valueOf(device));
    expect((await login(email, 'a-better-password', { cookie: valueOf(device) })).status).toBe(429);
    expect((await login(email, 'a-better-password', { cookie: next })).status).toBe(200);
  });

  it('when it refreshes with the cookie, gets the next one in its place', async () => {
    const { cookie } = await logInWithCookie();
    const { status, body, headers } = await withCookie('/v1/auth/refresh', valueOf(cookie));
    expect({ status, refreshToken: body.refreshToken }).toEqual({ status: 200, refreshToken: null });
    expect(valueOf(cookieOf(headers))).not.toBe(valueOf(cookie));
    expect((await withCookie('/v1/auth/refresh', valueOf(cookieOf(headers)))).status).toBe(200);
  });

  it.each(['https://evil.test', 'null', '', `${ORIGIN}.evil.test`, ORIGIN.replace('https', 'http')])(
    'when the request comes from a page of origin "%s", refuses and uses nothing up',
    async (origin) => {
      const { cookie, token } = await logInWithCookie();
      const refused = { status: 403, body: { code: 'auth.origin-not-allowed' } };
      expect(await withCookie('/v1/auth/refresh', valueOf(cookie), { origin })).toMatchObject(refused);
      expect(await withCookie('/v1/auth/logout', valueOf(cookie), { origin, token })).toMatchObject(refused);
      expect((await withCookie('/v1/auth/refresh', valueOf(cookie))).status).toBe(200);
    },
  );

  it('when it logs out, loses the cookie and the session', async () => {
    const { cookie, token } = await logInWithCookie();
    const { status, headers } = await withCookie('/v1/auth/logout', valueOf(cookie), { token });
    expect(status).toBe(204);
    expect(cookieOf(headers)).toMatch(/^__Host-refresh=; Max-Age=0; Path=\/; HttpOnly; Secure/);
    expect(await withCookie('/v1/auth/refresh', valueOf(cookie))).toMatchObject(OVER);
  });

  it('when it has no cookie, is told to log in', async () => {
    expect(await service.api.post('/v1/auth/refresh', { headers: { origin: ORIGIN } })).toMatchObject(OVER);
  });
});

describe('sessions', () => {
  it('when listed, are mine alone and show which one asks', async () => {
    const { email, token } = await service.newCustomer();
    await service.newCustomer();
    await login(email, PASSWORD, { 'user-agent': 'Another device' });
    const { data, count } = await sessionsOf(token);
    expect(count).toBe(2);
    expect(data.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).sort()).toEqual([false, true]);
    expect(data[0]).toMatchObject({ userAgent: 'Another device', isCurrent: false });
    expect(Object.keys(data[0]).sort()).toEqual([
      'createdAt',
      'expiresAt',
      'id',
      'isCurrent',
      'lastUsedAt',
      'userAgent',
    ]);
    const { body } = await service.api.get('/v1/auth/sessions?limit=1&offset=1', { token });
    expect(body).toMatchObject({ count: 2, limit: 1, offset: 1, data: [{ isCurrent: true }], next: null });
  });

  it('when one is ended, cannot be refreshed; the others go on', async () => {
    const { email, token, refreshToken } = await service.newCustomer();
    const { body: lost } = await login(email, PASSWORD);
    const [{ id }] = (await sessionsOf(token)).data;
    expect((await service.api.delete(`/v1/auth/sessions/${id}`, { token })).status).toBe(204);
    expect(await refresh(lost.refreshToken)).toMatchObject(OVER);
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await service.api.delete(`/v1/auth/sessions/${id}`, { token })).status).toBe(404);
  });

  it("when they are somebody else's, cannot be ended", async () => {
    const mine = await service.newCustomer();
    const stranger = await service.newCustomer();
    const [{ id }] = (await sessionsOf(mine.token)).data;
    expect(await service.api.delete(`/v1/auth/sessions/${id}`, { token: stranger.token })).toMatchObject({
      status: 404,
      body: { code: 'session.not-found' },
    });
    const body = { refreshToken: mine.refreshToken };
    expect((await service.api.post('/v1/auth/logout', { token: stranger.token, body })).status).toBe(204);
    expect((await refresh(mine.refreshToken)).status).toBe(200);
  });

  it('when logged out, is over, and logging out again does no harm', async () => {
    const { token, refreshToken } = await service.newCustomer();
    const logout = () => service.api.post('/v1/auth/logout', { token, body: { refreshToken } });
    expect((await logout()).status).toBe(204);
    expect((await logout()).status).toBe(204);
    expect(await refresh(refreshToken)).toMatchObject(OVER);
  });

  it('when logged out everywhere, are all over', async () => {
    const { email, token, refreshToken } = await service.newCustomer();
    const { body: second } = await login(email, PASSWORD);
    expect((await service.api.post('/v1/auth/logout-all', { token })).status).toBe(204);
    expect(await refresh(refreshToken)).toMatchObject(OVER);
    expect(await refresh(second.refreshToken)).toMatchObject(OVER);
    expect(await sessionsOf(token)).toMatchObject({ data: [], count: 0 });
  });

  it('when a crash has left them behind an ended epoch, are over and not listed', async () => {
    const { token, refreshToken, userId } = await service.newCustomer();
    const left = await service.collection('sessions').findOne({ userId });
    await service.api.post('/v1/auth/logout-all', { token });
    await service.collection('sessions').insertOne(left!);
    expect(await sessionsOf(token)).toMatchObject({ data: [], count: 0 });
    expect(await refresh(refreshToken)).toMatchObject(OVER);
    expect(await service.collection('sessions').countDocuments({ userId })).toBe(0);
  });

  it.each([
    ['get', '/v1/auth/sessions?limit=1000', 400],
    ['get', '/v1/auth/sessions?userId=u', 400],
    ['delete', '/v1/auth/sessions/not-a-uuid', 400],
  ] as const)('when asked to %s %s, answers %i', async (method, path, status) => {
    const { token } = await service.newCustomer();
    expect((await service.api[method](path, { token })).status).toBe(status);
  });
});

describe('GET /v1/auth/jwks.json', () => {
  it('when asked by anybody, gives every public key and no private part', async () => {
    const { status, headers, body } = await service.api.get('/v1/auth/jwks.json');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect(body.keys).toEqual(Object.values(signingKeys).map(({ d, ...publicPart }) => ({ ...publicPart })));
  });
});
