import type { Access, ApiDocument, ApiParameter } from '@souk/testing/api-contract';
import type { JsonSchema } from '@souk/testing/json-schema';

export interface ApiRoute {
  /** As people write it, e.g. `GET /v1/orders/{orderId}`. */
  readonly name: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly access: Access;
  /** Who answers, e.g. `order-service`. */
  readonly service: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: { readonly mediaType: string; readonly schema: JsonSchema } | null;
}

/** Everything that the document offers. */
export function routesOf({ paths }: ApiDocument): readonly ApiRoute[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { tags, 'x-access': access, parameters, requestBody }]) => {
      const method = verb.toUpperCase();
      const [content] = Object.entries(requestBody?.content ?? {});
      const body = content === undefined ? null : { mediaType: content[0], schema: content[1].schema };
      return { name: `${method} ${path}`, method, path, access, service: tags[0] ?? '', parameters, body };
    }),
  );
}

export const parametersIn = (route: ApiRoute, place: ApiParameter['in']): readonly ApiParameter[] =>
  route.parameters.filter((parameter) => parameter.in === place);
