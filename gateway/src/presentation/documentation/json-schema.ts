import type { JsonSchema } from '../../application/describe-api/api-document.ts';

/** One field of an object, or one parameter, as a reader wants to know it. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** Limits, formats and defaults, e.g. `1 to 100`. */
  readonly notes: readonly string[];
  /** The fields of the object that it is or contains. */
  readonly fields: readonly Field[];
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a keyword that holds schemas, e.g. `anyOf`. */
const schemasAt = (schema: JsonSchema, keyword: string): readonly JsonSchema[] => {
  const value = schema[keyword];
  return Array.isArray(value) ? value.filter(isSchema) : [];
};

export const schemaAt = (schema: JsonSchema, keyword: string): JsonSchema | null => {
  const value = schema[keyword];
  return isSchema(value) ? value : null;
};

/** The schemas of which one must hold. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return [...schemasAt(schema, 'anyOf'), ...schemasAt(schema, 'oneOf')];
}

export function fieldOf(name: string, schema: JsonSchema, isRequired: boolean): Field {
  return { name, type: typeOf(schema), isRequired, notes: notesOf(schema), fields: fieldsOf(schema) };
}

/** The fields of an object, of the items of an array, or of all alternatives. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  const required = schema['required'];
  const own = Object.entries(schemaAt(schema, 'properties') ?? {}).map(([name, property]) =>
    fieldOf(name, isSchema(property) ? property : {}, Array.isArray(required) && required.includes(name)),
  );
  const inner = [schemaAt(schema, 'items'), schemaAt(schema, 'additionalProperties'), ...alternativesOf(schema)];
  return [...own, ...inner.flatMap((part) => (part === null ? [] : fieldsOf(part)))];
}

export function typeOf(schema: JsonSchema): string {
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeOf))].join(' | ');
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  const items = schemaAt(schema, 'items');
  if (schema['type'] === 'array') return items === null ? 'array' : `array of ${typeOf(items)}`;
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  return types.length === 0 ? 'any' : types.join(' | ');
}

function notesOf(schema: JsonSchema): readonly string[] {
  const { format, pattern, description } = schema;
  const inner = alternativesOf(schema).flatMap(notesOf);
  return [
    ...(typeof description === 'string' ? [description] : []),
    ...(typeof format === 'string' ? [format] : []),
    // A format says it better than the pattern that checks it.
    ...(typeof pattern === 'string' && format === undefined ? [`matches ${pattern}`] : []),
    ...range(schema, 'minimum', 'maximum', ''),
    ...range(schema, 'minLength', 'maxLength', ' characters'),
    ...range(schema, 'minItems', 'maxItems', ' items'),
    ...('default' in schema ? [`default ${JSON.stringify(schema['default'])}`] : []),
    ...inner,
  ];
}

function range(schema: JsonSchema, least: string, most: string, unit: string): readonly string[] {
  const limit = (keyword: string) => {
    const value = schema[keyword];
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
  };
  const [min, max] = [limit(least), limit(most)];
  if (min !== null && max !== null) return [`${min} to ${max}${unit}`];
  if (min !== null) return [`at least ${min}${unit}`];
  return max === null ? [] : [`at most ${max}${unit}`];
}
