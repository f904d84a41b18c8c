import { pointerTo, type JsonSchema } from '@souk/testing/json-schema';
import type { ApiRequest } from '../bad-input/api-request.ts';
import type { Check } from '../bad-input/census.ts';
import { placesIn } from '../bad-input/places.ts';
import { withValue } from '../bad-input/wrong-bodies.ts';

/** What decides who somebody is, what something costs or where somebody is sent; to be decided by the shop alone. */
const PRIVILEGED: Readonly<Record<string, unknown>> = {
  role: 'admin',
  roles: ['admin'],
  isAdmin: true,
  status: 'confirmed',
  paymentStatus: 'paid',
  emailVerified: true,
  passwordHash: '$argon2id$',
  id: 'forged',
  _id: 'forged',
  userId: 'forged',
  ownerId: 'forged',
  customerId: 'forged',
  orderId: 'forged',
  sessionId: 'cs_test_forged',
  price: { amount: 1, currency: 'EUR' },
  unitPrice: { amount: 1, currency: 'EUR' },
  lineTotal: { amount: 1, currency: 'EUR' },
  subtotal: { amount: 1, currency: 'EUR' },
  total: { amount: 1, currency: 'EUR' },
  shipping: { amount: 0, currency: 'EUR' },
  discount: 100,
  amount: 1,
  currency: 'XXX',
  captured: 1,
  refunded: 1,
  onHand: 1_000,
  available: 1_000,
  revision: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  success_url: 'https://evil.test',
  successUrl: '//evil.test',
  cancelUrl: 'https://evil.test',
  returnUrl: 'https://evil.test',
  redirect: '//evil.test',
  next: '//evil.test',
  callbackUrl: 'https://evil.test',
};

/** Where the schema of a body has such a field, as JSON pointers. */
export function privilegedPlaces(schema: JsonSchema): readonly string[] {
  return placesIn(schema)
    .filter(({ path }) => String(path.at(-1)) in PRIVILEGED)
    .map(({ path }) => pointerTo(path));
}

/** The right request with one such field more, in each of its objects. */
export function privilegedBodies(right: ApiRequest): readonly Check[] {
  const schema = right.route.body?.schema;
  if (schema === undefined) return [];
  const objects = [{ path: [], schema }, ...placesIn(schema)].filter(({ schema: { properties } }) => properties);
  return objects.flatMap(({ path, schema: { properties = {} } }) =>
    Object.entries(PRIVILEGED)
      .filter(([name]) => !(name in properties))
      .map(([name, value]) => ({
        what: pointerTo([...path, name]),
        request: { ...right, body: withValue(right.body, [...path, name], value) },
        refusal: { status: [400], code: 'request.invalid', names: pointerTo([...path, name]) },
      })),
  );
}
