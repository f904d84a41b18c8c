import type { ApiReply } from './api-client.ts';
import { schemaFaults, type JsonSchema } from './json-schema.ts';

/** Who may call. */
export type Access = 'public' | 'guest' | 'customer' | 'admin' | 'signed';

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** Schemas by media type. */
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface ApiOperation {
  readonly tags: readonly string[];
  readonly 'x-access': Access;
  readonly parameters: readonly ApiParameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface ApiProblem {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, JsonSchema>>;
  /** Those of the fields that are always there. */
  readonly required: readonly string[];
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly 'x-problems': readonly ApiProblem[];
}

interface Address {
  readonly path: string;
  readonly pattern: RegExp;
  readonly operations: Readonly<Record<string, ApiOperation>>;
}

const PROBLEM_TYPE = 'application/problem+json';
const NO_BODY = new Set([204, 304]);
/** The document does not describe itself. */
const UNDESCRIBED = ['/v1/openapi.json'];
/** Traces of a stack, a source file, a library or an address within the platform. */
const INTERNALS =
  /\n\s+at |node_modules|\.[jt]s:\d|Mongo|BSON|E11000|Zod|(?:Type|Syntax|Range)Error|ECONN|127\.0\.0\.1/;

/** What the API document promises of every reply. */
export class ApiContract {
  readonly #addresses: readonly Address[];
  readonly #problems: ReadonlyMap<string, ApiProblem>;
  /** What every problem says. */
  readonly #problem: JsonSchema;

  constructor({ paths, 'x-problems': problems }: ApiDocument) {
    this.#addresses = Object.entries(paths)
      .map(([path, operations]) => ({ path, pattern: patternOf(path), operations }))
      // `/v1/products/images` before `/v1/products/{productId}`.
      .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length);
    this.#problems = new Map(problems.map((problem) => [problem.code, problem]));
    const [operation] = this.#addresses.flatMap(({ operations }) => Object.values(operations));
    this.#problem = operation?.responses['default']?.content?.[PROBLEM_TYPE]?.schema ?? {};
  }

  /** Where a reply is not what the document promises, one line each. `address` is where it came from: a path with its values, and a query. */
  faultsOf(method: string, address: string, reply: ApiReply): readonly string[] {
    const path = address.split(/[?#]/, 1)[0] ?? '';
    // What operators ask, such as /health/ready, has refusals of its own.
    const isPublic = path.startsWith('/v1/');
    if (reply.status >= 400) {
      return isPublic || mediaTypeOf(reply) === PROBLEM_TYPE ? this.#faultsOfProblem(reply) : [];
    }
    const operation = this.#addresses.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()];
    if (operation !== undefined) return faultsOfSuccess(operation, reply);
    // HEAD and OPTIONS are HTTP's own.
    const isOurs = isPublic && !UNDESCRIBED.includes(path) && !['HEAD', 'OPTIONS'].includes(method);
    return isOurs ? [`succeeds with ${reply.status}, but is not in the document`] : [];
  }

  #faultsOfProblem(reply: ApiReply): readonly string[] {
    const { status, headers, body, text } = reply;
    if (mediaTypeOf(reply) !== PROBLEM_TYPE) return [`${status} comes as ${mediaTypeOf(reply)} instead of a problem`];
    const { code } = body;
    const problem = this.#problems.get(code);
    if (problem === undefined) return [`${status} has a code that is not in the document: ${text.slice(0, 300)}`];
    const { fields, required } = problem;
    const general = this.#problem.properties ?? {};
    const schema: JsonSchema = {
      ...this.#problem,
      properties: { ...fields, ...general },
      required: [...(this.#problem.required ?? []), ...required],
      additionalProperties: false,
    };
    const isTrue = {
      [`the document gives it the status ${problem.status}`]: status === problem.status,
      'it repeats its status': body.status === status,
      'it has the request id of its header': body.requestId === headers.get('x-request-id'),
      'it hides what is inside': !INTERNALS.test(text),
    };
    const untrue = Object.entries(isTrue).flatMap(([claim, holds]) => (holds ? [] : [`one cannot say that ${claim}`]));
    return [...untrue, ...schemaFaults(body, schema)].map((fault) => `${status} ${code}: ${fault}`);
  }
}

function faultsOfSuccess({ responses }: ApiOperation, reply: ApiReply): readonly string[] {
  const { status, body, text } = reply;
  const documented = responses[status];
  if (documented === undefined) return [`${status} is not in the document, only ${Object.keys(responses).join(', ')}`];
  const type = mediaTypeOf(reply);
  const { content } = documented;
  if (content === undefined || NO_BODY.has(status)) {
    return text === '' ? [] : [`${status} has a body that is not in the document: ${text.slice(0, 200)}`];
  }
  const schema = content[type]?.schema;
  if (schema === undefined) return [`${status} comes as ${type} instead of ${Object.keys(content).join(' or ')}`];
  return schemaFaults(body, schema).map((fault) => `${status}: ${fault}`);
}

const mediaTypeOf = ({ headers }: ApiReply): string => headers.get('content-type')?.split(';')[0] ?? 'nothing';

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
