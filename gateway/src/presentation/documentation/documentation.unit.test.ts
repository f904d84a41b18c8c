import { describe, expect, it } from 'vitest';
import { curlExample } from './curl-example.ts';
import { exampleOf } from './example-value.ts';
import { fieldsOf, typeOf } from './json-schema.ts';
import type { Operation } from './operation.ts';

const address = {
  type: 'object',
  properties: {
    city: { type: 'string', maxLength: 100 },
    line2: { default: null, anyOf: [{ type: 'string', minLength: 1, maxLength: 200 }, { type: 'null' }] },
  },
  required: ['city'],
};

describe('a schema', () => {
  it('is told as fields with types, limits and what is inside', () => {
    const schema = {
      type: 'object',
      required: ['id', 'lines'],
      properties: {
        id: { type: 'string', format: 'uuid', pattern: '^…$' },
        quantity: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
        status: { type: 'string', enum: ['new', 'done'] },
        lines: { type: 'array', items: address, maxItems: 5 },
      },
    };
    expect(fieldsOf(schema)).toEqual([
      { name: 'id', type: 'string', isRequired: true, notes: ['uuid'], fields: [] },
      { name: 'quantity', type: 'integer', isRequired: false, notes: ['at least 1'], fields: [] },
      { name: 'status', type: '"new" | "done"', isRequired: false, notes: [], fields: [] },
      {
        name: 'lines',
        type: 'array of object',
        isRequired: true,
        notes: ['at most 5 items'],
        fields: [
          { name: 'city', type: 'string', isRequired: true, notes: ['at most 100 characters'], fields: [] },
          {
            name: 'line2',
            type: 'string | null',
            isRequired: false,
            notes: ['default null', '1 to 200 characters'],
            fields: [],
          },
        ],
      },
    ]);
  });

  it.each([
    [{}, 'any'],
    [{ const: 1 }, '1'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'array' }, 'array'],
    [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, '"a" | "b"'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'object'],
    [{ anyOf: 'nonsense', properties: 7 }, 'any'],
  ])('%j has a type a reader knows: %s', (schema, type) => expect(typeOf(schema)).toBe(type));

  it('has no example that mail is refused to', () => {
    for (const name of ['email', 'to']) {
      expect(exampleOf({ type: 'string', format: 'email' }, name)).toMatch(/@souk\.local$/);
    }
  });

  it('has an example that it accepts', () => {
    expect(
      exampleOf({
        type: 'object',
        properties: {
          shippingAddress: address,
          expectedTotal: { type: 'object', properties: { amount: { type: 'integer' }, currency: { type: 'string' } } },
          cartId: { type: ['string', 'null'] },
          tags: { type: 'array', items: { enum: ['a', 'b'] } },
          limit: { type: 'integer', default: 20 },
          quantity: { type: 'integer', minimum: 2 },
          at: { type: 'string', format: 'date-time' },
          isGift: { type: 'boolean' },
        },
      }),
    ).toEqual({
      shippingAddress: { city: 'Paris', line2: 'text' },
      expectedTotal: { amount: 1999, currency: 'EUR' },
      cartId: '0198f1c2-7d3a-7b64-8e5f-2a9c4d6b8e01',
      tags: ['a'],
      limit: 20,
      quantity: 2,
      at: '2026-01-31T12:00:00.000Z',
      isGift: true,
    });
  });
});

describe('a curl example', () => {
  const operation = (method: string, path: string, access: string, rest: object = {}): Operation => ({
    method,
    path,
    anchor: 'anchor',
    description: { tags: [], summary: '', 'x-access': access, parameters: [], responses: {}, ...rest },
  });
  const json = (example: string) => ({
    requestBody: {
      content: { 'application/json': { schema: { type: 'object', properties: { note: { const: example } } } } },
    },
  });

  it('names what the reader has to put in', () => {
    const idempotencyKey = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } };
    const query = [
      { name: 'q', in: 'query', required: true, schema: { const: 'mint tea' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
    ];
    expect(
      curlExample(
        operation('POST', '/v1/orders/{orderId}/cancel', 'guest', { parameters: [idempotencyKey, ...query] }),
      ),
    ).toBe(
      [
        'curl -X POST "$SOUK/v1/orders/$ORDER_ID/cancel?q=mint%20tea"',
        '-H "X-Order-Token: $ORDER_TOKEN"',
        '-H "Idempotency-Key: $(uuidgen)"',
      ].join(' \\\n  '),
    );
  });

  it.each([
    ['public', '/v1/products', ''],
    ['customer', '/v1/me', '-H "Authorization: Bearer $TOKEN"'],
    ['admin', '/v1/admin/users', '-H "Authorization: Bearer $ADMIN_TOKEN"'],
    ['guest', '/v1/carts', ''],
    ['guest', '/v1/carts/{cartId}', '-H "X-Cart-Token: $CART_TOKEN"'],
    ['guest', '/v1/checkout', '-H "X-Cart-Token: $CART_TOKEN"'],
    ['signed', '/v1/webhooks/stripe', ''],
  ])('for a %s operation at %s brings %j', (access, path, header) => {
    expect(
      curlExample(operation('GET', path, access))
        .split(' \\\n  ')
        .slice(1)
        .join(''),
    ).toBe(header);
  });

  it('quotes a body so that no shell reads it', () => {
    expect(curlExample(operation('POST', '/v1/x', 'public', json("it's $HOME")))).toContain(
      String.raw`"note": "it'\''s $HOME"`,
    );
  });

  it('sends the parts of a form as files', () => {
    const content = { 'multipart/form-data': { schema: { type: 'object', properties: { images: {} } } } };
    expect(curlExample(operation('POST', '/v1/x', 'public', { requestBody: { content } }))).toContain(
      `-F 'images=@file'`,
    );
  });
});
