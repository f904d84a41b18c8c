import { randomUUID } from 'node:crypto';

const VALID = /^[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The trace that a caller names, or a new one (https://www.w3.org/TR/trace-context/#traceparent-header). */
export function traceparentOf(given: string | string[] | undefined): string {
  if (typeof given === 'string' && VALID.test(given)) return given;
  const hex = () => randomUUID().replaceAll('-', '');
  return `00-${hex()}-${hex().slice(16)}-01`;
}
