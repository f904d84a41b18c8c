/** Guessing has to pause. Not a DomainError, since none of its kinds asks for a status 429. */
export class TooManyFailures extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('Too many wrong passwords; wait before you try again.');
    this.name = 'TooManyFailures';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
