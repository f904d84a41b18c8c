/** Guessing has to pause. Not a DomainError, since none of its kinds asks for a status 429. */
export class TooManyFailures extends Error {
  readonly retryAfterSeconds: number;

  /** @param areOfStrangers whether others gave them, from networks that the account has not been opened from */
  constructor(retryAfterSeconds: number, areOfStrangers: boolean) {
    super(
      areOfStrangers
        ? 'Somebody is guessing the password of this account; wait, or log in from a device or network where you have done so before.'
        : 'Too many wrong passwords; wait before you try again.',
    );
    this.name = 'TooManyFailures';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
