import type { JsonSchema } from './json-schema.ts';

export type Access = 'public' | 'guest' | 'customer' | 'admin' | 'signed';

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

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

interface Operation {
  readonly tags: readonly [string];
  readonly 'x-access': Access;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Everything that the document offers. */
export function routesOf({ paths }: ApiDocument): readonly ApiRoute[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { tags, 'x-access': access, parameters, requestBody }]) => {
      const method = verb.toUpperCase();
      const [content] = Object.entries(requestBody?.content ?? {});
      const body = content === undefined ? null : { mediaType: content[0], schema: content[1].schema };
      return { name: `${method} ${path}`, method, path, access, service: tags[0], parameters, body };
    }),
  );
}

export const parametersIn = (route: ApiRoute, place: ApiParameter['in']): readonly ApiParameter[] =>
  route.parameters.filter((parameter) => parameter.in === place);
