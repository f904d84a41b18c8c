import type { Secrets } from '@souk/local/secrets';
import type { ApiParameter } from '@souk/testing/api-contract';
import type { JsonSchema } from '@souk/testing/json-schema';
import fc from 'fast-check';
import type { ApiRequest } from '../bad-input/api-request.ts';
import { parametersIn, type ApiRoute } from '../bad-input/api-route.ts';
import { newsFor, signed } from '../bad-input/forged-webhooks.ts';
import type { Owner, Stage } from '../bad-input/stage.ts';
import { fittingValue, oddText, seldom, spoilt } from './any-value.ts';

type Texts = Readonly<Record<string, string>>;

export interface World {
  readonly stage: Stage;
  readonly secrets: Secrets;
  /** A right one of each list that has two pages, by the list's route. */
  readonly cursors: Texts;
}

interface Sent {
  readonly body: unknown;
  readonly type?: string;
}

const JSON_TYPE = 'application/json';
const WRONG_TYPES = ['text/plain', `${JSON_TYPE}; charset=utf-16`, 'application/xml', 'multipart/form-data', 'a', ''];
const UNREADABLE = ['', '{', 'null', '"text"', '{"a":1,"a":2}', '{"quantity":1e400}', '\ufeff{}', '['.repeat(5_000)];
/** There is no time for longer ones. */
const WAITS = ['0', '1', '-1', '0.1', '1e9', '', 'x'];
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Headers take bytes, but for those that end them. */
const oddHeader = fc.oneof(
  fc.constantFrom('', '*', '""', 'W/"1"', ',', ';q=', '0', '-1', 'a'.repeat(4_000), 'é', '\t', '=;=', 'null'),
  fc.string({
    unit: fc
      .integer({ min: 32, max: 255 })
      .filter((code) => code !== 127)
      .map((code) => String.fromCharCode(code)),
    maxLength: 40,
  }),
);

const HEADERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  accept: fc.oneof(oddHeader, fc.constantFrom('text/html', 'application/xml;q=0.9, */*;q=0')),
  'accept-encoding': fc.oneof(oddHeader, fc.constantFrom('gzip, br', 'identity;q=0')),
  'accept-language': fc.oneof(oddHeader, fc.constantFrom('tr-TR', 'de;q=0.9, *;q=0.1')),
  'content-encoding': fc.constantFrom('gzip', 'br', 'identity', 'x'),
  forwarded: oddHeader,
  'idempotency-key': fc.oneof(fc.constantFrom('again', 'a'.repeat(256)), oddHeader),
  'if-match': fc.oneof(fc.constantFrom('"1"', '"0"', '"-1"', '"1", "2"'), oddHeader),
  'if-modified-since': oddHeader,
  'if-none-match': fc.oneof(fc.constantFrom('"1"', 'W/"2", "3"', '*'), oddHeader),
  origin: oddHeader,
  prefer: fc.oneof(
    fc.constantFrom('wait=1', 'wait="1"', 'wait=-1', 'WAIT=0; x', 'respond-async', 'wait=0, wait=1'),
    oddHeader,
  ),
  range: fc.constantFrom('bytes=0-0', 'bytes=-1', 'x'),
  traceparent: oddHeader,
  'x-cart-token': oddHeader,
  'x-forwarded-for': oddHeader,
  'x-http-method-override': fc.constantFrom('DELETE', 'x'),
  'x-order-token': oddHeader,
  'x-refresh-cookie': fc.oneof(fc.constant('1'), oddHeader),
  'x-request-id': oddHeader,
  'x-unknown': fc.oneof(oddHeader, fc.constant('a'.repeat(17_000))),
};

const oddHeaders = fc.array(
  fc.oneof(...Object.entries(HEADERS).map(([name, values]) => values.map((value) => [name, value] as const))),
  { maxLength: 3 },
);

/** Any request to a route: by anybody, about anything, made from what the API document says of it and then mostly spoilt. */
export function anyRequest(route: ApiRoute, world: World): fc.Arbitrary<ApiRequest> {
  const { nobody, customer, guest, otherCustomer, otherGuest, admin } = world.stage;
  const requestsOf = (caller: Owner) => requestOf(route, caller, world);
  return fc.oneof(
    { weight: 12, arbitrary: requestsOf(route.access === 'admin' ? admin : customer) },
    { weight: 4, arbitrary: requestsOf(guest) },
    ...[nobody, customer, otherCustomer, otherGuest, admin].map(requestsOf),
  );
}

function requestOf(route: ApiRoute, caller: Owner, { stage, secrets, cursors }: World): fc.Arbitrary<ApiRequest> {
  const things = { ...stage.admin.things, ...caller.things };
  const inPath = parametersIn(route, 'path').map(({ name, schema }) => [name, pathValue(schema, things, name)]);
  const inQuery = parametersIn(route, 'query').map((parameter) => pairOf(parameter, things, cursors[route.name]));
  return fc
    .record({
      pathValues: fc.record(Object.fromEntries(inPath) as Record<string, fc.Arbitrary<string>>),
      pairs: fc.tuple(...inQuery, seldom(fc.tuple(oddText, oddText))),
      odd: oddHeaders,
      key: fc.option(fc.uuid(), { freq: 8 }),
      sent: bodyFor(route, things),
    })
    .map(({ pathValues, pairs, odd, key, sent: { body, type } }) => {
      const given = {
        ...(key !== null && { 'idempotency-key': key }),
        ...(type !== undefined && { 'content-type': type }),
      };
      const headers = { ...caller.headers, ...given, ...Object.fromEntries(odd) };
      const query = pairs
        .filter((pair) => pair !== null)
        .map((pair) => pair.map(encoded).join('='))
        .join('&');
      const request = { route, pathValues, query, body, headers };
      return route.access === 'signed' ? signed(request, String(body), secrets) : request;
    });
}

function pathValue(schema: JsonSchema, things: Texts, name: string): fc.Arbitrary<string> {
  const fitting = fittingValue(schema, things, name).map(String);
  return fc.oneof({ weight: 6, arbitrary: fitting }, oddText).map(encoded);
}

/** A query parameter with its value; mostly null for none. */
function pairOf(
  { name, schema }: ApiParameter,
  things: Texts,
  cursor?: string,
): fc.Arbitrary<readonly [string, string] | null> {
  return fc.option(
    valueOf(name, schema, things, cursor).map((value) => [name, value] as const),
    { freq: 2 },
  );
}

function valueOf(name: string, schema: JsonSchema, things: Texts, cursor?: string): fc.Arbitrary<string> {
  if (name === 'wait') return fc.constantFrom(...WAITS);
  const fitting = fittingValue(schema, things, name).map(String);
  const tampered = cursor === undefined || name !== 'cursor' ? fitting : tamperedCursor(cursor);
  return fc.oneof({ weight: 2, arbitrary: tampered }, fitting, oddText);
}

function tamperedCursor(cursor: string): fc.Arbitrary<string> {
  const bytes = Buffer.from(cursor, 'base64url');
  const changed = fc
    .tuple(fc.nat(bytes.length - 1), fc.nat(255))
    .map(([at, byte]) => Buffer.from(bytes.with(at, byte)));
  if (!bytes.toString().startsWith('[')) return changed.map((other) => other.toString('base64url'));
  const spoiltValues = spoilt(fc.constant(JSON.parse(bytes.toString()))).map((values) =>
    JSON.stringify(values ?? null),
  );
  return fc
    .oneof(
      spoiltValues.map((json) => Buffer.from(json)),
      changed,
    )
    .map((other) => other.toString('base64url'));
}

function bodyFor(route: ApiRoute, things: Texts): fc.Arbitrary<Sent> {
  const { body, method, access } = route;
  if (method === 'GET' || method === 'DELETE') return fc.constant({ body: undefined });
  if (access === 'signed') return jsonOf(spoilt(fc.constant(newsFor(route, things))));
  if (body?.mediaType === 'multipart/form-data')
    return fc.oneof({ weight: 3, arbitrary: anyForm }, fc.constant(UNSAID));
  const fitting = fittingValue(body?.schema ?? { type: 'object' }, things);
  return fc.oneof(
    { weight: 4, arbitrary: jsonOf(fitting) },
    { weight: 6, arbitrary: jsonOf(spoilt(fitting)) },
    fc.constantFrom(...UNREADABLE).map((text) => ({ body: text, type: JSON_TYPE })),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ body: Buffer.from(bytes), type: JSON_TYPE })),
    fc.tuple(jsonOf(fitting), fc.constantFrom(...WRONG_TYPES)).map(([sent, type]) => ({ ...sent, type })),
    fc.constant(UNSAID),
  );
}

const UNSAID: Sent = { body: undefined };

const jsonOf = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Sent> =>
  values.map((value) => ({ body: JSON.stringify(value ?? null), type: JSON_TYPE }));

const anyFile = fc.oneof(
  fc.constant(PIXEL),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.concat([PIXEL.subarray(0, 20), bytes])),
);

const anyForm: fc.Arbitrary<Sent> = fc
  .record({
    files: fc.array(fc.tuple(anyFile, oddText), { maxLength: 2 }),
    texts: fc.array(fc.tuple(fc.oneof(fc.constantFrom('alt', 'images', 'variantSku'), oddText), oddText), {
      maxLength: 2,
    }),
  })
  .map(({ files, texts }) => {
    const form = new FormData();
    for (const [bytes, name] of files)
      form.append('images', new Blob([bytes], { type: 'image/png' }), name.slice(0, 300));
    for (const [name, text] of texts) form.append(name.slice(0, 300), text.slice(0, 300));
    return { body: form };
  });

const encoded = (text: string): string => encodeURIComponent(text.slice(0, 2_000).toWellFormed());
