export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** The part of JSON Schema that the API document is written in. */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly default?: unknown;
  readonly description?: string;
}

type Check = (value: unknown, schema: JsonSchema, at: string) => readonly string[];

/** What each keyword asks for. `format` comes with a `pattern` that says the same; the last two ask for nothing. */
const KEYWORDS: Readonly<Record<keyof JsonSchema, Check>> = {
  type: (value, { type = [] }, at) => {
    const types = [type].flat();
    return complainUnless(
      types.some((one) => IS_OF_TYPE[one](value)),
      value,
      at,
      `is not of type ${types.join(' or ')}`,
    );
  },
  anyOf: (value, { anyOf = [] }, at) => faultsOfNearest(value, anyOf, at),
  oneOf: (value, { oneOf = [] }, at) => faultsOfNearest(value, oneOf, at),
  const: (value, schema, at) => complainUnless(isSame(value, schema.const), value, at, `is not ${shown(schema.const)}`),
  enum: (value, { enum: values = [] }, at) =>
    complainUnless(
      values.some((one) => isSame(value, one)),
      value,
      at,
      `is none of ${shown(values)}`,
    ),
  pattern: (value, { pattern = '' }, at) =>
    ofText(value, (text) =>
      complainUnless(new RegExp(pattern, 'u').test(text), value, at, `does not match ${pattern}`),
    ),
  minLength: (value, { minLength = 0 }, at) =>
    ofText(value, (text) =>
      complainUnless(Array.from(text).length >= minLength, value, at, `is shorter than ${minLength}`),
    ),
  maxLength: (value, { maxLength = Infinity }, at) =>
    ofText(value, (text) =>
      complainUnless(Array.from(text).length <= maxLength, value, at, `is longer than ${maxLength}`),
    ),
  minimum: (value, { minimum = -Infinity }, at) =>
    ofNumber(value, (number) => complainUnless(number >= minimum, value, at, `is less than ${minimum}`)),
  maximum: (value, { maximum = Infinity }, at) =>
    ofNumber(value, (number) => complainUnless(number <= maximum, value, at, `is more than ${maximum}`)),
  exclusiveMinimum: (value, { exclusiveMinimum = -Infinity }, at) =>
    ofNumber(value, (number) =>
      complainUnless(number > exclusiveMinimum, value, at, `is not over ${exclusiveMinimum}`),
    ),
  exclusiveMaximum: (value, { exclusiveMaximum = Infinity }, at) =>
    ofNumber(value, (number) =>
      complainUnless(number < exclusiveMaximum, value, at, `is not under ${exclusiveMaximum}`),
    ),
  items: (value, { items = {} }, at) =>
    ofArray(value, (array) => array.flatMap((item, index) => schemaFaults(item, items, `${at}/${index}`))),
  minItems: (value, { minItems = 0 }, at) =>
    ofArray(value, ({ length }) => complainUnless(length >= minItems, value, at, `has fewer than ${minItems} items`)),
  maxItems: (value, { maxItems = Infinity }, at) =>
    ofArray(value, ({ length }) => complainUnless(length <= maxItems, value, at, `has more than ${maxItems} items`)),
  properties: (value, { properties = {} }, at) =>
    ofObject(value, (object) =>
      Object.entries(properties).flatMap(([name, property]) =>
        Object.hasOwn(object, name) ? schemaFaults(object[name], property, `${at}${pointerTo([name])}`) : [],
      ),
    ),
  required: (value, { required = [] }, at) =>
    ofObject(value, (object) =>
      required.filter((name) => !Object.hasOwn(object, name)).map((name) => `${at}${pointerTo([name])} is missing`),
    ),
  additionalProperties: (value, { additionalProperties = true, properties = {} }, at) =>
    ofObject(value, (object) =>
      Object.keys(object)
        .filter((name) => !Object.hasOwn(properties, name))
        .flatMap((name) => {
          const there = `${at}${pointerTo([name])}`;
          if (additionalProperties === false) return [`${there} is not documented: ${shown(object[name])}`];
          return additionalProperties === true ? [] : schemaFaults(object[name], additionalProperties, there);
        }),
    ),
  propertyNames: (value, { propertyNames = {} }, at) =>
    ofObject(value, (object) =>
      Object.keys(object).flatMap((name) => schemaFaults(name, propertyNames, `${at}${pointerTo([name])} (its name)`)),
    ),
  format: (_, { format, pattern }) => {
    if (pattern === undefined) throw new Error(`Nothing says what the format ${format} asks for.`);
    return [];
  },
  default: () => [],
  description: () => [],
};

const IS_OF_TYPE: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

/**
 * Where a value is not what a schema asks for, one line each, by JSON pointers; nothing when it fits.
 * @throws Error for a keyword that is not known here: what it asks for would go unchecked.
 */
export function schemaFaults(value: unknown, schema: JsonSchema, at = ''): readonly string[] {
  return Object.keys(schema).flatMap((keyword) => {
    if (!isKeyword(keyword)) throw new Error(`Say in json-schema.ts what “${keyword}” asks for.`);
    return KEYWORDS[keyword](value, schema, at);
  });
}

/** RFC 6901. */
export const pointerTo = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const isKeyword = (name: string): name is keyof JsonSchema => Object.hasOwn(KEYWORDS, name);

/** Of several alternatives, those of the one that the value was meant for. */
function faultsOfNearest(value: unknown, alternatives: readonly JsonSchema[], at: string): readonly string[] {
  return alternatives
    .map((schema) => schemaFaults(value, schema, at))
    .reduce((nearest, faults) => (depthOf(faults) > depthOf(nearest) ? faults : nearest));
}

/** The deeper the first fault, the more has fitted. */
const depthOf = ([first]: readonly string[]): number => (first === undefined ? Infinity : first.split('/').length);

const shown = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 80);
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const complainUnless = (holds: boolean, value: unknown, at: string, fault: string): readonly string[] =>
  holds ? [] : [`${at === '' ? 'the body' : at} ${fault}: ${shown(value)}`];

type Faults = readonly string[];
const ofText = (value: unknown, faults: (text: string) => Faults): Faults =>
  typeof value === 'string' ? faults(value) : [];
const ofNumber = (value: unknown, faults: (number: number) => Faults): Faults =>
  typeof value === 'number' ? faults(value) : [];
const ofArray = (value: unknown, faults: (array: readonly unknown[]) => Faults): Faults =>
  Array.isArray(value) ? faults(value) : [];
const ofObject = (value: unknown, faults: (object: Readonly<Record<string, unknown>>) => Faults): Faults =>
  isObject(value) ? faults(value) : [];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
