import type { ApiReply } from '@souk/testing/api-client';

/** How a request has to be refused. */
export interface Refusal {
  /** Any of them. */
  readonly status: readonly number[];
  readonly code?: string;
  /** JSON pointer to the one field that the problem has to name, or to fields within it. */
  readonly names?: string;
}

/** Traces of a stack, a source file, a library or an address within the platform. */
const INTERNALS =
  /\n\s+at |node_modules|\.[jt]s:\d|Mongo|BSON|E11000|Zod|(?:Type|Syntax|Range)Error|ECONN|127\.0\.0\.1/;
const CODE = /^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/;

/** What is wrong with a reply as a refusal of that kind; nothing when all is well. */
export function faultsOf({ status, headers, body, text }: ApiReply, refusal: Refusal): readonly string[] {
  if (!refusal.status.includes(status)) {
    return [`is answered ${status} instead of ${refusal.status.join(' or ')}: ${text.slice(0, 200)}`];
  }
  const type = headers.get('content-type')?.split(';')[0];
  if (type !== 'application/problem+json') return [`is refused as ${type} instead of a problem`];
  const isTrue = {
    'says `type: about:blank`': body.type === 'about:blank',
    'repeats its status': body.status === status,
    'has a title': typeof body.title === 'string' && body.title !== '',
    'has a code': CODE.test(body.code),
    [`has the code ${refusal.code}`]: refusal.code === undefined || body.code === refusal.code,
    'has the request id of its header': body.requestId === headers.get('x-request-id') && body.requestId !== null,
    'hides what is inside': !INTERNALS.test(text),
    [`names ${refusal.names}`]: refusal.names === undefined || namesOnly(body.errors, refusal.names),
  };
  return Object.entries(isTrue).flatMap(([claim, holds]) =>
    holds ? [] : [`is refused, but not so that it ${claim}: ${text}`],
  );
}

function namesOnly(errors: unknown, pointer: string): boolean {
  if (!Array.isArray(errors) || errors.length === 0) return false;
  return errors.every((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
}
