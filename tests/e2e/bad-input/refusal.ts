import type { ApiReply } from '@souk/testing/api-client';

/** How a request has to be refused. */
export interface Refusal {
  /** Any of them. */
  readonly status: readonly number[];
  readonly code?: string;
  /** JSON pointer to the one field that the problem has to name, or to fields within it. */
  readonly names?: string;
}

/** What is wrong with a reply as a refusal of that kind; nothing when all is well. Whether it is as the API document says, is checked for every reply. */
export function faultsOf({ status, body, text }: ApiReply, refusal: Refusal): readonly string[] {
  if (!refusal.status.includes(status)) {
    return [`is answered ${status} instead of ${refusal.status.join(' or ')}: ${text.slice(0, 200)}`];
  }
  const isTrue = {
    [`has the code ${refusal.code}`]: refusal.code === undefined || body.code === refusal.code,
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
