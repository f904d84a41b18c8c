import { accessToken } from '@souk/testing/test-tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld } from './payment-world.ts';

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterAll(() => world.stop());

const customer = accessToken({ userId: 'customer-1', role: 'customer' });
const get = (path: string, token: string | null = world.admin) =>
  world.service.api.get(path, token === null ? {} : { token });

describe('an admin', () => {
  it('sees payments, the newest first, by status and by order', async () => {
    const first = await world.opened();
    const second = await world.paid();
    const all = await get('/v1/admin/payments?limit=2');
    expect(all).toMatchObject({ status: 200, body: { count: 2, limit: 2, offset: 0 } });
    expect(all.body.data.map(({ orderId }: { orderId: string }) => orderId)).toEqual([second.orderId, first.orderId]);
    const open = await get('/v1/admin/payments?status=open');
    expect(open.body.data).toMatchObject([{ orderId: first.orderId, sessionId: first.sessionId }]);
    const one = await get(`/v1/admin/payments?orderId=${second.orderId}&status=succeeded`);
    expect(one.body).toMatchObject({ count: 1, data: [{ orderId: second.orderId, attempt: 1 }] });
    expect((await get('/v1/admin/payments?offset=2')).body.data).toEqual([]);
  });

  it('sees one payment, and that there is none', async () => {
    const { orderId } = await world.opened();
    expect((await get(`/v1/admin/payments/${orderId}`)).body).toMatchObject({ orderId, captures: [], refunds: [] });
    const unknown = await get(`/v1/admin/payments/${crypto.randomUUID()}`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'payment.not-found' } });
  });

  it.each([
    '/v1/admin/payments?limit=1000',
    '/v1/admin/payments?unknown=1',
    '/v1/admin/payments?status=lost',
    '/v1/admin/payments?status[$ne]=open',
    '/v1/admin/payments?orderId[$ne]=x',
    '/v1/admin/payments/not-a-uuid',
    '/v1/admin/webhook-events?processed=maybe',
    '/v1/admin/webhook-events?orderId=%7B%22$ne%22:null%7D',
  ])('asking for %s, learns that it is not taken', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

it.each(['/v1/admin/payments', `/v1/admin/payments/${crypto.randomUUID()}`, '/v1/admin/webhook-events'])(
  'when somebody else asks for %s, is closed',
  async (path) => {
    expect((await get(path, null)).status).toBe(401);
    expect((await get(path, customer)).status).toBe(403);
  },
);

it('when it is up, is ready and describes its routes', async () => {
  expect((await get('/health/ready')).body).toEqual({ status: 'up', checks: { database: true, events: true } });
  const own = [
    '/v1/admin/payments/{orderId}/reconcile',
    '/v1/admin/webhook-events/{eventId}/replay',
    '/v1/admin/payments',
    '/v1/admin/payments/{orderId}',
    '/v1/admin/webhook-events',
    '/v1/webhooks/stripe',
  ];
  expect(Object.keys((await get('/internal/openapi.json')).body)).toEqual(expect.arrayContaining(own));
});
