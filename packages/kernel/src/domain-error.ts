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

/** By names other than those of what every problem says: facts of the same names would not be seen. */
export type Details = Readonly<Record<string, unknown>> & {
  readonly [Name in 'type' | 'status' | 'code' | 'title' | 'detail' | 'requestId']?: never;
};

/**
 * A rule said no. Subclasses are named after the rule they protect; `code` is stable and public, the message tells the
 * caller what to do next, `details` are public facts that help (the short lines, the price that changed).
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly details: Details;

  constructor(message: string, details: Details = {}) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}
