import { randomUUID } from 'node:crypto';
import { ShopClient, ShopRefused } from '@souk/local/shop-client';
import { expect } from 'vitest';
import type { Market } from '../market.ts';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const MOST_ADDRESSES = 20;

const refusalOf = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => null,
    (error: unknown) => error,
  );

/** Whatever the platform says no to is undone or has been done before; what else goes wrong is not expected. */
async function unlessRefused<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ShopRefused && error.status < 500) return null;
    throw error;
  }
}

/** The link in the only mail that asks to verify an address. */
async function verificationLink({ floor, settled }: Market, email: string): Promise<URL> {
  const sandbox = new ShopClient(floor.platform.sandboxUrl);
  const text = await settled(async () => {
    const { data } = await sandbox.get<{ data: { text: string }[] }>(
      `/_sandbox/emails?to=${encodeURIComponent(email)}`,
    );
    expect(data).toHaveLength(1);
    return data[0]?.text ?? '';
  });
  return new URL(/https?:\S+\/verify-email\S+/.exec(text)?.[0] ?? 'missing:');
}

export const ACCOUNTS = {
  'register and log in': async (market: Market) => {
    const { client } = market;
    const account = { email: `account-${randomUUID()}@souk.local`, password: randomUUID() };
    await client.post('/v1/auth/register', { body: { ...account, name: 'Somebody' } });
    const wrong = refusalOf(client.logIn(account.email, 'not-the-password'));
    expect(await wrong).toMatchObject({ code: 'auth.credentials-invalid' });
    const token = await client.logIn(account.email, account.password);
    const { searchParams } = await verificationLink(market, account.email);
    // As the page behind the link does.
    const page = `${market.floor.url}/verify-email`;
    await market.settled(async () => {
      // Refused, the page may have done before what it was asked for.
      expect((await fetch(page, { method: 'POST', body: searchParams })).status).toBeLessThan(500);
      expect(await client.get('/v1/me', { token })).toMatchObject({ emailVerifiedAt: expect.any(String) });
    });
    await client.post('/v1/auth/resend-verification', { body: { email: account.email } });
    const { data } = await market.asAdmin<{ data: object[] }>('GET', `/v1/admin/users?email=${account.email}`);
    expect(data).toHaveLength(1);
  },

  'change an account': async (market: Market) => {
    const { client } = market;
    const email = `account-${randomUUID()}@souk.local`;
    const [oldPassword, newPassword] = [randomUUID(), randomUUID()];
    await client.post('/v1/auth/register', { body: { email, password: oldPassword, name: 'Somebody' } });
    const logIn = (password: string) => client.post<Tokens>('/v1/auth/login', { body: { email, password } });
    const first = await logIn(oldPassword);
    // Used twice because the answer was lost, it is refused: then one logs in again.
    const refreshed = await unlessRefused(
      client.post<Tokens>('/v1/auth/refresh', { body: { refreshToken: first.refreshToken } }),
    );
    const { accessToken: token } = refreshed ?? (await logIn(oldPassword));

    await client.send('PATCH', '/v1/me', { token, body: { name: 'Somebody Else' } });
    const address = { name: 'Somebody', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' };
    const { id } = await client.post<{ id: string }>('/v1/me/addresses', { token, body: address });
    await client.send('PATCH', `/v1/me/addresses/${id}`, { token, body: { city: 'Lyon' } });
    expect(await client.get('/v1/me/addresses', { token })).toMatchObject({ data: [{ id, city: 'Lyon' }] });
    await unlessRefused(client.send('DELETE', `/v1/me/addresses/${id}`, { token }));
    expect(await client.get('/v1/me/addresses', { token })).toEqual({ data: [] });

    const change = { currentPassword: oldPassword, newPassword };
    await unlessRefused(client.send('PUT', '/v1/me/password', { token, body: change }));
    expect(await refusalOf(logIn(oldPassword))).toMatchObject({ code: 'auth.credentials-invalid' });
    const { accessToken, refreshToken } = await logIn(newPassword);
    expect(await client.get('/v1/me', { token: accessToken })).toMatchObject({ name: 'Somebody Else' });
    const { data } = await client.get<{ data: { id: string; isCurrent: boolean }[] }>('/v1/auth/sessions', {
      token: accessToken,
    });
    for (const session of data.filter(({ isCurrent }) => !isCurrent)) {
      await unlessRefused(client.send('DELETE', `/v1/auth/sessions/${session.id}`, { token: accessToken }));
    }
    await client.post('/v1/auth/logout-all', { token: accessToken });
    const used = client.post('/v1/auth/refresh', { body: { refreshToken } });
    expect(await refusalOf(used)).toMatchObject({ code: 'auth.refresh-token-invalid' });
  },

  'fill an address book': async (market: Market) => {
    const { client } = market;
    const account = { email: `account-${randomUUID()}@souk.local`, password: randomUUID() };
    await client.post('/v1/auth/register', { body: { ...account, name: 'Somebody' } });
    const token = await client.logIn(account.email, account.password);
    const add = (number: number) => {
      const body = {
        name: 'Somebody',
        line1: `${number} Rue du Souk`,
        postalCode: '75001',
        city: 'Paris',
        country: 'FR',
      };
      return client.post('/v1/me/addresses', { token, body });
    };
    for (let number = 1; number <= MOST_ADDRESSES; number++) await add(number);
    expect(await refusalOf(add(MOST_ADDRESSES + 1))).toMatchObject({ code: 'user.address-book-full' });
    const { data } = await client.get<{ data: object[] }>('/v1/me/addresses', { token });
    expect(data).toHaveLength(MOST_ADDRESSES);
  },

  'block an account': async (market: Market) => {
    const { client } = market;
    const account = { email: `account-${randomUUID()}@souk.local`, password: randomUUID() };
    await client.post('/v1/auth/register', { body: { ...account, name: 'Somebody' } });
    const { accessToken, refreshToken } = await client.post<Tokens>('/v1/auth/login', { body: account });
    await client.post('/v1/auth/logout', { token: accessToken, body: { refreshToken } });
    const { data } = await market.asAdmin<{ data: { id: string }[] }>('GET', `/v1/admin/users?email=${account.email}`);
    await market.asAdmin('PATCH', `/v1/admin/users/${data[0]?.id ?? ''}`, { status: 'blocked' });
    expect(await refusalOf(client.logIn(account.email, account.password))).toMatchObject({
      code: 'auth.account-blocked',
    });
  },
};
