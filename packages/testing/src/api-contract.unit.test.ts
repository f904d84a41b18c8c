import { expect, it } from 'vitest';
import type { ApiReply } from './api-client.ts';
import { ApiContract, type ApiOperation } from './api-contract.ts';
import type { JsonSchema } from './json-schema.ts';

const TEXT: JsonSchema = { type: 'string' };
const PROBLEM: JsonSchema = {
  type: 'object',
  properties: {
    type: { const: 'about:blank' },
    status: { type: 'integer' },
    code: TEXT,
    title: TEXT,
    detail: TEXT,
    requestId: TEXT,
  },
  required: ['type', 'status', 'code', 'title', 'requestId'],
  additionalProperties: {},
};
const CART: JsonSchema = { type: 'object', properties: { id: TEXT }, required: ['id'], additionalProperties: false };

const operation = (responses: ApiOperation['responses']): ApiOperation => ({
  tags: ['cart-service'],
  'x-access': 'guest',
  parameters: [],
  responses: { ...responses, default: { content: { 'application/problem+json': { schema: PROBLEM } } } },
});
const showing = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

const CONTRACT = new ApiContract({
  paths: {
    '/v1/carts/{cartId}': { get: operation({ 200: showing(CART), 304: {} }), delete: operation({ 204: {} }) },
    '/v1/carts/mine': { get: operation({ 200: showing({ type: 'null' }) }) },
  },
  'x-problems': [
    { code: 'cart.full', status: 409, fields: { limit: { type: 'integer' }, sku: TEXT }, required: ['limit'] },
    { code: 'cart.not-found', status: 404, fields: {}, required: [] },
  ],
});

interface Said {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
}

function reply({ status = 200, type = 'application/json; charset=utf-8', body }: Said): ApiReply {
  const headers = new Headers({ 'content-type': type, 'x-request-id': 'r-1' });
  return { status, headers, body, text: body === undefined ? '' : JSON.stringify(body) };
}

const FULL = { type: 'about:blank', status: 409, code: 'cart.full', title: 'Conflict', requestId: 'r-1', limit: 50 };
const problem = (said: object = {}, { status = 409, type = 'application/problem+json' }: Said = {}) =>
  reply({ status, type, body: { ...FULL, ...said } });

it.each<[string, string, ApiReply]>([
  ['GET', '/v1/carts/1?wait=1', reply({ body: { id: '1' } })],
  ['GET', '/v1/carts/mine', reply({ body: null })],
  ['GET', '/v1/carts/1', reply({ status: 304 })],
  ['DELETE', '/v1/carts/1', reply({ status: 204 })],
  ['GET', '/v1/carts/1', problem()],
  ['GET', '/v1/carts/1', problem({ sku: 'TEA-100', detail: 'A cart takes 50 lines.' })],
  ['POST', '/v1/unknown', problem()],
  ['GET', '/health/ready', reply({ body: { status: 'up' } })],
  ['GET', '/health/ready', reply({ status: 503, body: { status: 'down' } })],
  ['OPTIONS', '/v1/carts/1', reply({ status: 204 })],
])('%s %s is answered as the document says', (method, address, said) => {
  expect(CONTRACT.faultsOf(method, address, said)).toEqual([]);
});

it.each<[string, ApiReply, string]>([
  ['an unknown code', problem({ code: 'cart.lost' }), '409 has a code that is not in the document'],
  ['no code', problem({ code: undefined }), '409 has a code that is not in the document'],
  [
    'another status than the code has',
    problem({ status: 404 }, { status: 404 }),
    'the document gives it the status 409',
  ],
  ['two statuses', problem({ status: 404 }), '409 cart.full: one cannot say that it repeats its status'],
  ['a field too many', problem({ total: 1 }), '409 cart.full: /total is not documented: 1'],
  [
    'a field of another code',
    problem({ code: 'cart.not-found', status: 404 }, { status: 404 }),
    '/limit is not documented',
  ],
  ['a field too few', problem({ limit: undefined }), '409 cart.full: /limit is not of type integer'],
  ['a field of another type', problem({ limit: '50' }), '409 cart.full: /limit is not of type integer: "50"'],
  ['no title', problem({ title: 1 }), '409 cart.full: /title is not of type string: 1'],
  ['another type of problem', problem({ type: 'mine' }), '/type is not "about:blank": "mine"'],
  [
    'a problem that says it is JSON',
    problem({}, { type: 'application/json' }),
    '409 comes as application/json instead of a problem',
  ],
  ['the id of another request', problem({ requestId: 'r-2' }), 'it has the request id of its header'],
  ['a stack', problem({ detail: 'Error\n    at parse (/app/src/route.ts:7:1)' }), 'it hides what is inside'],
  ['the words of a library', problem({ detail: 'MongoServerError' }), 'it hides what is inside'],
  [
    'an undocumented status',
    reply({ status: 201, body: { id: '1' } }),
    '201 is not in the document, only 200, 304, default',
  ],
  ['a success of another shape', reply({ body: { id: 1 } }), '200: /id is not of type string: 1'],
  ['a success with more', reply({ body: { id: '1', token: 'secret' } }), '200: /token is not documented: "secret"'],
  ['a success with less', reply({ body: {} }), '200: /id is missing'],
  [
    'a success that is a page',
    reply({ type: 'text/html', body: '' }),
    '200 comes as text/html instead of application/json',
  ],
  [
    'a body where there is none',
    reply({ status: 304, body: { id: '1' } }),
    '304 has a body that is not in the document',
  ],
])('a reply with %s is reported', (_, said, fault) => {
  expect(CONTRACT.faultsOf('GET', '/v1/carts/1', said)).toEqual([expect.stringContaining(fault)]);
});

it('a success at an address or with a method that the document does not have is reported', () => {
  const fault = ['succeeds with 200, but is not in the document'];
  expect(CONTRACT.faultsOf('GET', '/v1/carts', reply({}))).toEqual(fault);
  expect(CONTRACT.faultsOf('POST', '/v1/carts/1', reply({}))).toEqual(fault);
  expect(CONTRACT.faultsOf('GET', '/v1/carts/1/', reply({}))).toEqual(fault);
});
