import type { JsonSchema } from '@souk/testing/json-schema';
import { isNullable, mainSchemaOf } from './places.ts';
import { sampleOf } from './sample-of.ts';

const OPERATORS = [{ $ne: null }, { $gt: '' }];
/** No pattern of the API takes it, and neither does any of its lists of words. */
const NO_WORD = '\0';

const WRONG_TYPES = {
  string: [1, true, ['text']],
  integer: ['1', true, [1], 1.5],
  number: ['1', true, [1]],
  boolean: ['true', 1, [true]],
  array: ['text', 1],
  object: ['text', 1, ['text']],
} as const;

/** What must be refused where the schema stands: other types, operators of the database, and values just beyond its limits. */
export function wrongValuesOf(schema: JsonSchema): readonly unknown[] {
  const main = mainSchemaOf(schema);
  const { type = 'string', items = {}, maxItems, minItems = 0 } = main;
  if (type === 'null') return [];
  return [
    ...WRONG_TYPES[type],
    ...OPERATORS,
    ...(isNullable(schema) ? [] : [null]),
    ...(type === 'string' ? wrongWordsOf(main) : []),
    ...(type === 'integer' || type === 'number' ? numbersBeyond(main) : []),
    ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, () => sampleOf(items))]),
    ...(minItems > 0 ? [[]] : []),
  ];
}

/** The same for a query parameter, where everything is text. */
export function wrongTextsOf(schema: JsonSchema): readonly string[] {
  const main = mainSchemaOf(schema);
  if (main.type === 'string') return wrongWordsOf(main);
  return ['', 'text', '1.5', 'Infinity', '{"$gt":0}', ...numbersBeyond(main).map(String)];
}

function wrongWordsOf({ const: only, enum: values, pattern, minLength = 0, maxLength }: JsonSchema): readonly string[] {
  const isLimitedToWords = only !== undefined || values !== undefined || pattern !== undefined;
  return [
    ...(isLimitedToWords ? [NO_WORD] : []),
    ...(minLength > 0 ? ['a'.repeat(minLength - 1)] : []),
    ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
  ];
}

const numbersBeyond = ({ minimum, maximum }: JsonSchema): readonly number[] => [
  ...(minimum === undefined ? [] : [minimum - 1]),
  ...(maximum === undefined ? [] : [maximum + 1]),
];
