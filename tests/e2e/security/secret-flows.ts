import { randomUUID } from 'node:crypto';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ApiClient, type ApiReply, type ApiRequest } from '@souk/testing/api-client';
import { eventually } from '@souk/testing/eventually';
import type { ShopFloor } from '../shop-floor.ts';
import { CARD, Shopper } from '../shopper.ts';

export interface SecretFlows {
  /** What nobody may find anywhere, by what it is. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the replies to requests that failed said. */
  readonly refusals: readonly string[];
  /** What must be found, or the nets have holes. */
  readonly email: string;
}

/** Everything that somebody who buys types, gets and loses, rightly and wrongly. */
export async function goThroughSecretFlows(floor: ShopFloor, sku: string): Promise<SecretFlows> {
  const secrets: Record<string, string> = secretsOf(floor);
  const refusals: string[] = [];
  const api = new ApiClient(floor.url);
  const email = `canary-${randomUUID()}@souk.local`;
  const send = async (method: string, path: string, request: ApiRequest): Promise<ApiReply> => {
    const reply = await api.send(method, path, request);
    if (reply.status >= 400) refusals.push(reply.text);
    for (const name of ['accessToken', 'refreshToken', 'deviceToken', 'token', 'orderToken']) {
      const value: unknown = reply.body?.[name];
      if (typeof value === 'string') secrets[`${name} ${Object.keys(secrets).length}`] = value;
    }
    return reply;
  };
  const secret = (what: string) => (secrets[what] ??= `canary-${randomUUID()}`);
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    'x-cart-token': secret('another token'),
  };

  // An account: opened, refused, logged into, refreshed, changed.
  const account = { email, password: secret('password') };
  await send('POST', '/v1/auth/register', { body: { ...account, name: 'Canary' }, headers });
  await send('POST', '/v1/auth/register', { body: { ...account, name: 'Canary', role: 'admin' } });
  await send('POST', '/v1/auth/register', { body: { email, password: [account.password], name: 'Canary' } });
  await send('POST', '/v1/auth/register', { body: `{"password":"${account.password}"`, headers });
  await send('POST', `/v1/auth/login?password=${account.password}`, { body: account });
  await send('POST', '/v1/auth/login', { body: { email, password: secret('wrong password') }, headers });
  const login = await send('POST', '/v1/auth/login', { body: account, headers });
  const cookie = (await send('POST', '/v1/auth/login', { body: account, headers: { 'x-refresh-cookie': '1' } }))
    .headers;
  secrets['refresh cookie'] = /__Host-refresh=([^;]+)/.exec(cookie.get('set-cookie') ?? '')?.[1] ?? '';
  secrets['device cookie'] = /__Host-device=([^;]+)/.exec(cookie.get('set-cookie') ?? '')?.[1] ?? '';
  const { refreshToken } = login.body;
  const refreshed = await send('POST', '/v1/auth/refresh', { body: { refreshToken }, headers });
  await send('POST', '/v1/auth/refresh', { body: { refreshToken } });
  const token: string = refreshed.body.accessToken;
  await send('GET', '/v1/me', { token: secret('made-up token') });
  await send('GET', '/v1/me', { headers: { authorization: `Basic ${secret('basic credentials')}` } });
  const change = { currentPassword: account.password, newPassword: secret('new password') };
  await send('PUT', '/v1/me/password', { token, body: { ...change, currentPassword: secrets['wrong password'] } });
  await send('PUT', '/v1/me/password', { token, body: change });

  // The link in its mail: guessed, used, used again.
  const link = await eventually(() => linkIn(floor, email, /verify-email\?[^"\s]+/));
  const query = new URL(link, floor.url).searchParams;
  const verification = {
    verificationId: query.get('verificationId'),
    token: (secrets['verify token'] = query.get('token') ?? ''),
  };
  await send('POST', '/v1/auth/verify-email', { body: { ...verification, token: secret('guessed token') } });
  await send('POST', '/v1/auth/verify-email', { body: verification, headers });
  await send('POST', '/v1/auth/verify-email', { body: verification });

  // A guest: a cart, an order, a card that is declined and one that is not.
  await send('POST', '/v1/carts', { headers });
  const guest = await Shopper.asGuest(floor.url);
  secrets['cart token'] = guest.cartToken;
  await guest.addToCart(sku);
  const checkout = await guest.checkOut();
  secrets['order token'] = checkout.orderToken ?? '';
  await send('GET', `/v1/orders/${checkout.orderId}?token=${secret('guessed order token')}`, {});
  await guest.pay(checkout.checkoutUrl, CARD.declined).catch((error: unknown) => refusals.push(String(error)));
  await guest.pay(checkout.checkoutUrl);
  await eventually(async () => {
    if ((await guest.order(checkout)).status !== 'confirmed') throw new Error('The order is not confirmed.');
  });
  await eventually(() => linkIn(floor, guest.email, /orders\/[^"\s]+/));

  await send('POST', '/v1/webhooks/stripe', {
    body: '{}',
    headers: { 'stripe-signature': `t=1,v1=${secret('signature')}` },
  });
  return { secrets, refusals, email: guest.email };
}

/** What the platform was started with, and what is typed on its pages. */
function secretsOf({ platform }: ShopFloor): Record<string, string> {
  const { jwtSigningKeys, ...others } = platform.secrets;
  // The platform has made them itself.
  const [{ d }] = JSON.parse(jwtSigningKeys) as [{ readonly d: string }];
  return {
    ...others,
    'signing key': d,
    'admin’s password': DEMO_ADMIN.password,
    'card that is paid with': CARD.paid,
    'card that is declined': CARD.declined,
  };
}

async function linkIn(floor: ShopFloor, email: string, pattern: RegExp): Promise<string> {
  const { body } = await new ApiClient(floor.platform.sandboxUrl).get(`/_sandbox/emails?to=${email}`);
  const link = pattern.exec(JSON.stringify(body.data.map(({ text }: { text: string }) => text)))?.[0];
  if (link === undefined) throw new Error(`There is no such link in the mails to ${email}.`);
  return link.replace(/\\.*/, '');
}
