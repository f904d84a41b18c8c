import { HttpClient, ServiceDoesNotAnswer } from '@souk/chassis/http/client';
import type { Accounts, VerificationLink } from '../application/ports/accounts.ts';

const ANSWER_WITHIN_MS = 5_000;

/** Speaks with user-service for the page that verification mails link to. */
export class HttpAccounts implements Accounts {
  readonly #userService: HttpClient;

  constructor(url: string) {
    this.#userService = new HttpClient({ service: 'user-service', url, deadlineMs: ANSWER_WITHIN_MS });
  }

  async verifyEmail(link: VerificationLink, address: string): Promise<'verified' | 'refused' | 'unavailable'> {
    try {
      const { status } = await this.#userService.ask({
        method: 'POST',
        path: '/v1/auth/verify-email',
        // As on what the gateway forwards: to user-service, the client is whoever pressed the button.
        headers: { 'x-forwarded-for': address },
        body: link,
      });
      if (status >= 200 && status < 300) return 'verified';
      return status >= 500 || status === 429 ? 'unavailable' : 'refused';
    } catch (error) {
      // No answer in time: the person is asked to try again.
      if (error instanceof ServiceDoesNotAnswer) return 'unavailable';
      throw error;
    }
  }
}
