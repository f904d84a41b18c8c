import type { JsonSchema } from '@souk/testing/json-schema';
import fc from 'fast-check';
import { isNullable, mainSchemaOf } from '../bad-input/places.ts';
import { sampleOf } from '../bad-input/sample-of.ts';
import { withValue } from '../bad-input/wrong-bodies.ts';

type Path = readonly (string | number)[];

/** What has broken programs before: limits of types, characters that others read otherwise, names that objects have of themselves. */
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\ud800',
  '\ufeff',
  '\u202Eevil',
  'İstanbul',
  'ﬃ',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  'ﷺ',
  '0',
  '-1',
  '1e3',
  '9007199254740993',
  'null',
  '__proto__',
  '$where',
  '../..',
  '%00',
  "'; DROP TABLE orders; --",
  '<script>',
  'a'.repeat(70_000),
];
const ODD_NUMBERS = [-1, -0, 0, 0.1, 1e-320, 2 ** 31, 2 ** 53, 2 ** 63, 1e21, 1e308];
const ODD_THINGS: readonly unknown[] = [
  null,
  true,
  [],
  {},
  [[]],
  [null],
  { $ne: null },
  { length: 1 },
  { toString: 1 },
];

export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(...ODD_NUMBERS, ...ODD_THINGS),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Null otherwise. */
export const seldom = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, values);

/** Something that a schema accepts, as far as it says; where one of `things` has the name of the field, mostly that. */
export function fittingValue(
  schema: JsonSchema,
  things: Readonly<Record<string, string>>,
  name = '',
): fc.Arbitrary<unknown> {
  const main = mainSchemaOf(schema);
  const fitting = fittingMain(main, things, name);
  const known = things[name];
  const usual = known === undefined ? fitting : fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, fitting);
  return isNullable(schema) ? fc.oneof({ weight: 3, arbitrary: usual }, fc.constant(null)) : usual;
}

function fittingMain(schema: ReturnType<typeof mainSchemaOf>, things: Readonly<Record<string, string>>, name: string) {
  const { type, const: only, enum: values, properties = {}, required = [], items = {}, minItems = 0 } = schema;
  if (only !== undefined) return fc.constant(only);
  if (values !== undefined) return fc.constantFrom(...values);
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties).map(([field, inner]) => [field, fittingValue(inner, things, field)]);
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...required],
        noNullPrototype: true,
      });
    }
    case 'array':
      return fc.array(fittingValue(items, things), { minLength: minItems, maxLength: minItems + 2 });
    case 'integer':
    case 'number':
      return fittingInteger(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
    case undefined:
      return fittingText(schema, name);
  }
}

/** Mostly small ones: a large one is refused for what it costs before anything else happens. */
function fittingInteger({ minimum, maximum, exclusiveMinimum = -1 }: JsonSchema): fc.Arbitrary<number> {
  const min = Math.max(minimum ?? 0, exclusiveMinimum + 1, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: Math.max(min, 0), max: Math.min(max, Math.max(min, 0) + 5) }) },
    fc.integer({ min, max }),
    fc.constantFrom(min, max),
  );
}

function fittingText(schema: JsonSchema, name: string): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 300 } = schema;
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  // Nobody else gets mail from a test.
  if (format === 'email') return fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/).map((local) => `${local}@souk.local`);
  const sample = fc.constant(schema).map((given) => String(sampleOf(given)));
  if (pattern !== undefined) return isSimple(pattern) ? fc.stringMatching(new RegExp(pattern)) : sample;
  if (name === 'country') return fc.constantFrom('FR', 'TR', 'IE', 'XX');
  return fc.oneof(sample, fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 40) }));
}

/** Texts are made from what a pattern takes next; what it sees ahead is not that. */
const isSimple = (pattern: string): boolean => !/\(\?[=!]|\\p/.test(pattern);

/** The value, or the value with up to three places that are wrong: other values, missing ones, and names that nobody asked for. */
export function spoilt(whole: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    place: fc.nat(),
    to: fc.oneof({ weight: 3, arbitrary: oddValue }, fc.constant(undefined)),
    extra: seldom(oddText),
  });
  return fc.tuple(whole, fc.array(change, { maxLength: 3 })).map(([value, changes]) =>
    changes.reduce<unknown>((changed, { place, to, extra }) => {
      const places = placesOf(changed);
      const path = places[place % places.length] ?? [];
      return withValue(changed, extra === null || !isObjectAt(changed, path) ? path : [...path, extra], to);
    }, value),
  );
}

function placesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inner.flatMap(([name, item]) => placesOf(item, [...path, name]))];
}

function isObjectAt(whole: unknown, [first, ...rest]: Path): boolean {
  if (first !== undefined)
    return isObjectAt(Object.entries(whole as object).find(([name]) => name === String(first))?.[1], rest);
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole);
}
