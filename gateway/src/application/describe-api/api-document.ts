/** The part of OpenAPI 3.1 that the services write about themselves. */
export interface ApiOperation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly 'x-access': string;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly content: ApiContent } | undefined;
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface ApiResponse {
  readonly description: string;
  readonly content?: ApiContent | undefined;
}

/** Schemas by media type. */
export type ApiContent = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface ApiProblem {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, JsonSchema>>;
  /** Those of the fields that are always there. */
  readonly required: readonly string[];
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Operations by path and lower-case method. */
export type ApiPaths = Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;

export interface ApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: ApiPaths;
  readonly components: object;
  /** Every reason for a refusal, by its `code`, with what its problem says beside what every problem says. */
  readonly 'x-problems': readonly ApiProblem[];
  /** Services whose operations are missing because they did not answer. */
  readonly 'x-unavailable': readonly string[];
}
