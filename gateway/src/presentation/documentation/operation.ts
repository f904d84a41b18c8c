import type { ApiDocument, ApiOperation, JsonSchema } from '../../application/describe-api/api-document.ts';

/** One operation of the document, with its place in it. */
export interface Operation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** Names it in links. */
  readonly anchor: string;
  readonly description: ApiOperation;
}

/** The operations of one service, in the order in which the service declares them. */
export function operationsOf({ paths }: ApiDocument, service: string): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, description]) => description.tags.includes(service))
      .map(([method, description]) => ({
        method: method.toUpperCase(),
        path,
        anchor: [method, ...(path.match(/\w+/g) ?? [])].join('-'),
        description,
      })),
  );
}

/** The media type and the schema of the body that an operation takes. */
export function bodyOf({ requestBody }: ApiOperation): { mediaType: string; schema: JsonSchema } | null {
  const [first] = Object.entries(requestBody?.content ?? {});
  return first === undefined ? null : { mediaType: first[0], schema: first[1].schema };
}
