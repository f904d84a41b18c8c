import { invalidRequest } from './api-error.ts';

export interface Expandables {
  /** The object with this id, whatever its kind. */
  find(id: string): object | undefined;
  /** A field that an object shows only when it is asked for, such as a session's `line_items`. */
  include(owner: object, field: string): object | undefined;
}

/** https://docs.stripe.com/api/expanding_objects: `value` with what `path` (`payment_intent.latest_charge`) leads to in place of ids. */
export function expand(value: object, path: string, sources: Expandables): object {
  return expandFields(value, path.split('.'), path, sources);
}

function expandFields(value: object, fields: readonly string[], path: string, sources: Expandables): object {
  const [field, ...rest] = fields;
  if (field === undefined) return value;
  if (Array.isArray(value)) return value.map((item: object) => expandFields(item, fields, path, sources));
  const current: unknown = Reflect.get(value, field);
  if (current === null) return value;
  const expanded = expandOne(value, field, current, sources);
  if (expanded === undefined) {
    throw invalidRequest(`This property cannot be expanded (${path}). Remove it from expand.`, { param: 'expand' });
  }
  return { ...value, [field]: expandFields(expanded, rest, path, sources) };
}

function expandOne(owner: object, field: string, current: unknown, sources: Expandables): object | undefined {
  if (typeof current === 'string') return sources.find(current);
  if (typeof current === 'object' && current !== null) return current;
  return sources.include(owner, field);
}
