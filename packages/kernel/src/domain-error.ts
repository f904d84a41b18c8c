/** What kind of refusal an error is; the HTTP status follows from it. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition-failed'
  | 'too-many'
  | 'unprocessable'
  | 'unavailable';

/**
 * A rule said no. Subclasses are named after the rule they protect; `code` is stable and public, the message tells the
 * caller what to do next, `details` are public facts that help (the short lines, the price that changed).
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}
