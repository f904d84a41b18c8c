import type { JsonSchema, JsonType } from '@souk/testing/json-schema';

/** Of one type. */
interface MainSchema extends JsonSchema {
  readonly type?: JsonType;
}

/** The first of several that it may be, but for null. */
export function mainSchemaOf(schema: JsonSchema): MainSchema {
  const { type: types = [], ...main } = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  const [type] = [types].flat().toSorted((_, other) => (other === 'null' ? -1 : 0));
  return type === undefined ? main : { ...main, type };
}

export const isNullable = ({ type = [], anyOf = [] }: JsonSchema): boolean =>
  [type].flat().includes('null') || anyOf.some(isNullable);

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
