import { pointerTo, type JsonSchema } from '@souk/testing/json-schema';
import type { ApiRequest } from './api-request.ts';
import type { Check } from './census.ts';
import { placesIn, type Place } from './places.ts';
import type { Refusal } from './refusal.ts';
import { wrongValuesOf } from './wrong-values.ts';

interface WrongBody {
  readonly what: string;
  readonly body: unknown;
  readonly refusal: Refusal;
  /** Null for none; JSON by default. */
  readonly type?: string | null;
}

const JSON_TYPE = 'application/json';
const MALFORMED = { status: [400], code: 'request.malformed' };
const NOT_TAKEN = { status: [415], code: 'request.media-type' };
const UNKNOWN_FIELDS = ['unexpected', '$where', 'a.b', '__proto__', 'constructor'];

const invalid = (pointer: string): Refusal => ({ status: [400], code: 'request.invalid', names: pointer });

/** Bodies that a route must refuse: unreadable ones, others than it expects, and those with a fault in one field. */
export function wrongBodies(right: ApiRequest): readonly Check[] {
  return bodiesFor(right).map((wrong) => {
    const { type = JSON_TYPE } = wrong;
    const headers = { ...right.headers, ...(type === null ? {} : { 'content-type': type }) };
    return { ...wrong, request: { ...right, body: wrong.body, headers } };
  });
}

function bodiesFor({ route: { body, method, access }, body: sample }: ApiRequest): readonly WrongBody[] {
  if (method === 'GET' || access === 'signed') return [];
  if (method === 'DELETE')
    return [{ what: 'a body', body: '{}', refusal: { status: [400], code: 'request.body-unexpected' } }];
  if (body === null) return [...unreadable({}), ...faulty({}, {})];
  if (body.mediaType !== JSON_TYPE) return [];
  return [...unreadable(sample), ...misshapen(sample), ...faulty(sample, body.schema)];
}

function unreadable(right: unknown): readonly WrongBody[] {
  const json = JSON.stringify(right);
  return [
    { what: 'half a body', body: json.slice(0, -1), refusal: MALFORMED },
    { what: 'no JSON', body: 'name=value', refusal: MALFORMED },
    { what: 'another charset', body: json, type: `${JSON_TYPE}; charset=iso-8859-1`, refusal: NOT_TAKEN },
    { what: 'JSON said to be text', body: json, type: 'text/plain', refusal: NOT_TAKEN },
    { what: 'a form', body: 'name=value', type: 'application/x-www-form-urlencoded', refusal: NOT_TAKEN },
    { what: 'JSON not said to be anything', body: Buffer.from(json), type: null, refusal: NOT_TAKEN },
    {
      what: 'a body over the limit',
      body: JSON.stringify({ unexpected: 'a'.repeat(101 * 1024) }),
      refusal: { status: [413], code: 'request.too-large' },
    },
  ];
}

function misshapen(right: unknown): readonly WrongBody[] {
  return [
    { what: 'null', body: 'null', refusal: MALFORMED },
    { what: 'a text', body: '"text"', refusal: MALFORMED },
    { what: 'an array', body: JSON.stringify([right]), refusal: invalid('') },
    { what: 'arrays in arrays', body: '['.repeat(20_000) + ']'.repeat(20_000), refusal: invalid('') },
  ];
}

function faulty(right: unknown, schema: JsonSchema): readonly WrongBody[] {
  const places = placesIn(schema);
  const objects = [{ path: [], schema: { properties: {}, ...schema } }, ...places].filter(
    (place) => place.schema.properties !== undefined,
  );
  return [
    ...objects.flatMap(({ path }) => UNKNOWN_FIELDS.map((name) => wrongAt([...path, name], right, 1))),
    ...places.flatMap((place) => wrongValuesOf(place.schema).map((value) => wrongAt(place.path, right, value))),
    ...places.filter(({ isRequired }) => isRequired).map(({ path }) => wrongAt(path, right, undefined)),
  ];
}

/** The right body but for one value, which is missing when undefined. */
function wrongAt(path: Place['path'], right: unknown, value: unknown): WrongBody {
  const pointer = pointerTo(path);
  const shown = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);
  return {
    what: `${pointer} ${shown}`,
    body: JSON.stringify(withValue(right, path, value)),
    refusal: invalid(pointer),
  };
}

/** The whole with another value at the path; without it when the value is undefined. */
export function withValue(whole: unknown, [first, ...rest]: Place['path'], value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole)) return whole.map((item, index) => (index === first ? withValue(item, rest, value) : item));
  const fields = new Map<string | number, unknown>(Object.entries(whole as object));
  fields.set(first, withValue(fields.get(first), rest, value));
  // Not by assignment, which does something else for `__proto__`.
  return Object.fromEntries(fields);
}
