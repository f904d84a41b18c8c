/** The part of JSON Schema that the API document is written in. */
export interface JsonSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** The first of several that it may be, but for null. */
export function mainSchemaOf(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

export const isNullable = ({ anyOf = [] }: JsonSchema): boolean => anyOf.some(({ type }) => type === 'null');

/** A value inside a body: the names and indices that lead to it. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** Every field at any depth; of an array the first item stands for all. */
export function placesIn(schema: JsonSchema, path: Place['path'] = []): readonly Place[] {
  const { properties = {}, required = [], items } = mainSchemaOf(schema);
  const fields = Object.entries(properties).map(([name, field]) => ({
    path: [...path, name],
    schema: field,
    isRequired: required.includes(name),
  }));
  const first = items === undefined ? [] : [{ path: [...path, 0], schema: items, isRequired: false }];
  return [...fields, ...first].flatMap((place) => [place, ...placesIn(place.schema, place.path)]);
}

/** RFC 6901. */
export const pointerTo = (path: Place['path']): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
