import { exampleOf } from './example-value.ts';
import { schemaAt } from './json-schema.ts';
import { bodyOf, type Operation } from './operation.ts';

/** A command to paste into a shell where `SOUK` and the tokens are set. */
export function curlExample({ method, path, description }: Operation): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${shellNameOf(name)}`);
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$SOUK${address}${search(description.parameters)}"`,
    ...credentials(description['x-access'], path),
    ...headers(description.parameters),
    ...body(bodyOf(description)),
  ].join(' \\\n  ');
}

function search(parameters: Operation['description']['parameters']): string {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const pairs = required.map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, name)))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** `orderId` as `ORDER_ID`. */
const shellNameOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function credentials(access: string, path: string): readonly string[] {
  switch (access) {
    case 'customer':
      return ['-H "Authorization: Bearer $TOKEN"'];
    case 'admin':
      return ['-H "Authorization: Bearer $ADMIN_TOKEN"'];
    case 'guest':
      if (path === '/v1/carts') return [];
      return [path.startsWith('/v1/orders') ? '-H "X-Order-Token: $ORDER_TOKEN"' : '-H "X-Cart-Token: $CART_TOKEN"'];
    default:
      return [];
  }
}

function headers(parameters: Operation['description']['parameters']): readonly string[] {
  const required = parameters.filter((parameter) => parameter.in === 'header' && parameter.required);
  return required.map(({ name, schema }) =>
    name.toLowerCase() === 'idempotency-key'
      ? `-H "${name}: $(uuidgen)"`
      : `-H ${quoted(`${name}: ${String(exampleOf(schema, name))}`)}`,
  );
}

function body(taken: ReturnType<typeof bodyOf>): readonly string[] {
  if (taken === null) return [];
  const { mediaType, schema } = taken;
  if (mediaType === 'application/json') {
    return [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(exampleOf(schema), null, 2))}`];
  }
  return Object.keys(schemaAt(schema, 'properties') ?? {}).map((name) => `-F ${quoted(`${name}=@file`)}`);
}

/** Single quotes keep everything as it is, except themselves. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
