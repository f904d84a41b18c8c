import type { DomainError, ErrorKind } from '@souk/kernel/domain-error';
import { z } from 'zod';

/** What an error reply says (RFC 9457), with a stable `code` to branch on. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly [extension: string]: unknown;
}

/** Problems of some codes say more; see problems.ts of each service. */
export const PROBLEM_SCHEMA = z.looseObject({
  type: z.literal('about:blank'),
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  requestId: z.string(),
});

/** A refusal that the HTTP layer itself decides on; headers such as `Retry-After` travel with it. */
export class HttpProblem extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.name = 'HttpProblem';
    this.problem = problem;
    this.headers = headers;
  }
}

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function problem(status: number, code: string, detail?: string, extensions: object = {}): Problem {
  // Facts of an error cannot take the place of what makes it a problem.
  return { ...extensions, status, code, title: TITLES[status] ?? 'Error', ...(detail === undefined ? {} : { detail }) };
}

/** A problem as it is sent. */
export const textOf = (said: Problem, requestId: string): string =>
  JSON.stringify({ type: 'about:blank', ...said, requestId });

export function problemOfDomainError(error: DomainError): Problem {
  return problem(STATUS_OF_KIND[error.kind], error.code, error.message, error.details);
}

/** A body of 100 kB has room for 10,000 unknown fields, and the reply would be several times as large. */
const MAX_ERRORS = 100;

/** One entry per wrong value, with a JSON pointer (RFC 6901) to it; the first hundred. */
export function problemOfZodError(error: z.ZodError, where: string): Problem {
  const errors = error.issues.flatMap((issue) => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const detail = issue.code === 'unrecognized_keys' ? 'is not a known field' : issue.message;
    return paths.map((path) => ({ pointer: pointerTo(path), detail }));
  });
  const detail = `The ${where} is not what this route takes; see errors.`;
  return problem(400, 'request.invalid', detail, { errors: errors.slice(0, MAX_ERRORS) });
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
