import type { JsonSchema } from '@souk/testing/json-schema';
import { mainSchemaOf } from './places.ts';

const UUID = '0198f1c2-7d3a-4b64-8e5f-2a9c4d6b8e01';
/** Between them they fit every pattern and every length that a text of the API may need. */
const TEXTS = [
  'sample',
  'sample text',
  'EUR',
  'FR',
  UUID,
  'sample@souk.local',
  '2026-01-31T12:00:00.000Z',
  'order-events:0:42',
];

/**
 * A value that the schema accepts, with all optional fields.
 *
 * @throws Error for a text that no sample fits.
 */
export function sampleOf(schema: JsonSchema): unknown {
  const { type, const: only, enum: values, minimum = 1, items = {}, properties = {} } = mainSchemaOf(schema);
  if (only !== undefined) return only;
  if (values !== undefined) return values[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, sampleOf(field)]));
    case 'array':
      return [sampleOf(items)];
    case 'integer':
    case 'number':
      return Math.max(minimum, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
    case undefined:
      return textFor(mainSchemaOf(schema));
  }
}

function textFor({ pattern = '', minLength = 0, maxLength = Infinity }: JsonSchema): string {
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && new RegExp(pattern, 'u').test(text);
  const text = [...TEXTS, '0'.repeat(32)].find(fits);
  if (text === undefined) {
    throw new Error(`No sample has ${minLength} to ${maxLength} characters and fits /${pattern}/: add one to TEXTS.`);
  }
  return text;
}
