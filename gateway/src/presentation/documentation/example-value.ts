import type { JsonSchema } from '../../application/describe-api/api-document.ts';
import { alternativesOf, schemaAt } from './json-schema.ts';

/** What reads better than the word `string`. */
const BY_NAME: Readonly<Record<string, string>> = {
  city: 'Paris',
  country: 'FR',
  currency: 'EUR',
  email: 'amira@souk.local',
  line1: '1 Rue du Souk',
  name: 'Amira',
  password: 'a long pass phrase',
  postalCode: '75001',
  shippingMethod: 'standard',
  sku: 'TEA-100',
  slug: 'mint-tea',
};

const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  email: 'amira@souk.local',
  uri: 'https://example.com/',
  uuid: '0198f1c2-7d3a-7b64-8e5f-2a9c4d6b8e01',
};

/** A value that a schema may accept: enough to copy and change. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if ('const' in schema) return schema['const'];
  const { enum: values, default: usual, type, format } = schema;
  if (usual !== undefined && usual !== null) return usual;
  if (Array.isArray(values)) return values[0];
  const alternative = alternativesOf(schema)[0];
  if (alternative !== undefined) return exampleOf(alternative, name);
  switch ([type].flat()[0]) {
    case 'object':
      return exampleObject(schema);
    case 'array':
      return [exampleOf(schemaAt(schema, 'items') ?? {}, name)];
    case 'integer':
    case 'number':
      return exampleNumber(schema, name);
    case 'boolean':
      return true;
    default:
      return BY_NAME[name] ?? BY_FORMAT[name.endsWith('Id') ? 'uuid' : String(format)] ?? 'text';
  }
}

function exampleObject(schema: JsonSchema): object {
  const properties = schemaAt(schema, 'properties') ?? {};
  return Object.fromEntries(
    Object.keys(properties).map((name) => [name, exampleOf(schemaAt(properties, name) ?? {}, name)]),
  );
}

function exampleNumber({ minimum }: JsonSchema, name: string): number {
  if (name === 'amount') return 1999;
  return typeof minimum === 'number' && minimum > 1 ? minimum : 1;
}
