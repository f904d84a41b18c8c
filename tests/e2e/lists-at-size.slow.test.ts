import { accessToken } from '@souk/testing/test-tokens';
import { afterAll, describe, expect, it } from 'vitest';
import { createContainer as createCatalog } from '../../catalog-service/src/composition/container.ts';
import { catalogService } from '../../catalog-service/src/service.ts';
import { addManyProducts, randomOf, wordOf } from '../../catalog-service/tests/many-products.ts';
import { createContainer as createNotifications } from '../../notification-service/src/composition/container.ts';
import { T as Notifications } from '../../notification-service/src/composition/tokens.ts';
import { notificationService } from '../../notification-service/src/service.ts';
import { anEmail } from '../../notification-service/tests/an-email.ts';
import { environment as ofNotifications } from '../../notification-service/tests/environment.ts';
import { createContainer as createOrders } from '../../order-service/src/composition/container.ts';
import { T as Orders } from '../../order-service/src/composition/tokens.ts';
import { orderService } from '../../order-service/src/service.ts';
import { orders } from '../../order-service/tests/an-order.ts';
import { createContainer as createPayments } from '../../payment-service/src/composition/container.ts';
import { T as Payments } from '../../payment-service/src/composition/tokens.ts';
import { paymentService } from '../../payment-service/src/service.ts';
import { payments } from '../../payment-service/tests/a-payment.ts';
import { aProviderEvent, anIrrelevantEvent } from '../../payment-service/tests/a-provider-event.ts';
import { createContainer as createUsers } from '../../user-service/src/composition/container.ts';
import { T as Users } from '../../user-service/src/composition/tokens.ts';
import { userService } from '../../user-service/src/service.ts';
import { aUser } from '../../user-service/tests/a-user.ts';
import { environment as ofUsers } from '../../user-service/tests/an-environment.ts';
import { startFilled, type Filled } from './many-documents.ts';

/*
 * The embedded engine lacks parts of MongoDB, and which parts a query needs depends on how many documents there are and on what was asked
 * before: every list is asked for in every way its description allows, with plans that are new and with plans that are known.
 */

const SIZES = (process.env['LIST_SIZES'] ?? '2000,10000').split(',').map(Number);
const MOST_QUERIES = 50;
const admin = accessToken({ userId: 'customer-1', role: 'admin' });
const now = new Date('2026-01-02T00:00:00Z');

const starts: Readonly<Record<string, (count: number) => Promise<Filled<unknown>>>> = {
  'catalog-service': async (count) => {
    const cloudinary = { CLOUDINARY_URL: 'cloudinary://123456789:secret@souk?upload_prefix=http://127.0.0.1:9' };
    const filled = await startFilled(catalogService, createCatalog, cloudinary, {}, count);
    await addManyProducts({ container: filled.container, mongodbUri: filled.service.mongodbUri }, count);
    return filled;
  },
  'order-service': (count) =>
    startFilled(
      orderService,
      createOrders,
      { CART_SERVICE_URL: 'http://127.0.0.1:9', LINK_SECRET: 'a-secret-of-at-least-32-characters!!' },
      {
        orders: (container) =>
          Object.values(orders).map((order) => () => container.get(Orders.OrderRepository).add(order())),
      },
      count,
    ),
  'payment-service': (count) =>
    startFilled(
      paymentService,
      createPayments,
      {
        STRIPE_SECRET_KEY: 'sk_test_unused',
        STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
        PUBLIC_URL: 'https://shop.test',
      },
      {
        payments: (container) =>
          Object.values(payments).map((payment) => () => container.get(Payments.PaymentRepository).add(payment())),
        'webhook-events': (container) =>
          [aProviderEvent(), anIrrelevantEvent()].map(
            (event) => () => container.get(Payments.ProviderEvents).add(event, now),
          ),
      },
      count,
    ),
  'notification-service': (count) =>
    startFilled(
      notificationService,
      createNotifications,
      ofNotifications,
      {
        emails: (container) =>
          (['pending', 'sent', 'failed', 'bounced'] as const).map(
            (status) => () => container.get(Notifications.EmailRepository).add(anEmail(status)),
          ),
      },
      count,
    ),
  'user-service': (count) =>
    startFilled(
      userService,
      createUsers,
      ofUsers,
      { users: (container) => [() => container.get(Users.UserRepository).add(aUser())] },
      count,
    ),
};

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly format?: string;
    readonly const?: string;
  };
}

/** Something that fits and finds much, and something that fits and finds nothing. */
function valuesOf({ name, schema }: Parameter): readonly string[] {
  if (name === 'limit') return ['1', '100'];
  if (name === 'offset') return ['900'];
  if (name === 'cursor') return [];
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  if (name === 'from') return ['2025-01-01T00:00:00Z', '2030-01-01T00:00:00Z'];
  if (name === 'to') return ['2030-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];
  if (/price/i.test(name)) return ['1', '5000'];
  if (name === 'q') return [wordOf(0), `${wordOf(1)} ${wordOf(900)}`, 'MANY'];
  if (name === 'category') return ['category-0', 'none'];
  if (/email|^to$/i.test(name)) return ['amira@souk.test'];
  return ['tea', '0197a1b2-0000-7000-8000-0000000000aa'];
}

/** Nothing, each value of each parameter alone, and any of them together: half of the parameters at a time. */
function queriesOf(parameters: readonly Parameter[]): readonly string[] {
  const random = randomOf(1);
  const single = parameters.flatMap(({ name, ...rest }) =>
    valuesOf({ name, ...rest }).map((value) => ({ [name]: value })),
  );
  const some = () =>
    parameters.flatMap((parameter) => {
      const values = valuesOf(parameter);
      const value = random() < 0.5 ? values[Math.floor(random() * values.length)] : undefined;
      return value === undefined ? [] : [[parameter.name, value]];
    });
  const together = Array.from({ length: MOST_QUERIES }, () => Object.fromEntries(some()) as Record<string, string>);
  return [{}, ...single, ...together].map((query) => new URLSearchParams(query).toString());
}

describe.each(Object.keys(starts).flatMap((name) => SIZES.map((size) => [name, size] as const)))(
  'every list of %s with %i documents',
  (name, size) => {
    let filled: Filled<unknown> | null = null;
    afterAll(() => filled?.stop());

    it('is answered, whatever is asked, with new plans and with known ones', async () => {
      filled = await (starts[name] as (typeof starts)[string])(size);
      const { api } = filled.service;
      const { body } = await api.get('/internal/openapi.json');
      const lists = Object.entries(body as Record<string, { get?: { parameters?: readonly Parameter[] } }>).flatMap(
        ([path, { get }]) => {
          const query = get?.parameters?.filter((parameter) => parameter.in === 'query') ?? [];
          return query.some((parameter) => parameter.name === 'limit') && !path.includes('{') ? [{ path, query }] : [];
        },
      );
      expect(lists).not.toEqual([]);
      const failed: string[] = [];
      let answered = 0;
      for (const { path, query } of lists) {
        for (const asked of queriesOf(query)) {
          await filled.forgetPlans();
          for (let time = 1; time <= 2; time++) {
            const { status, text } = await api.get(`${path}?${asked}`, { token: admin });
            if (status >= 500) failed.push(`${path}?${asked} ${status} ${text}`);
            if (status === 200) answered += 1;
          }
        }
      }
      expect(failed).toEqual([]);
      expect(answered).toBeGreaterThan(0);
    });
  },
);
