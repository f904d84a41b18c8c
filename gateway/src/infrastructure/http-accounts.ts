import type { Accounts } from '../application/ports/accounts.ts';

const ANSWER_WITHIN_MS = 5_000;

/** Speaks with user-service for the page that verification mails link to. */
export class HttpAccounts implements Accounts {
  readonly #url: URL;

  constructor(userServiceUrl: string) {
    this.#url = new URL('/v1/auth/verify-email', userServiceUrl);
  }

  async verifyEmail(link: {
    readonly verificationId: string;
    readonly token: string;
  }): Promise<'verified' | 'refused' | 'unavailable'> {
    try {
      const { ok, status } = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(link),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (ok) return 'verified';
      return status >= 500 || status === 429 ? 'unavailable' : 'refused';
    } catch {
      // No answer in time: the person is asked to try again.
      return 'unavailable';
    }
  }
}
