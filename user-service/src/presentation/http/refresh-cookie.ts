import { cookieOf } from '@souk/chassis/http/headers';
import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { RouteRequest } from '@souk/chassis/http/route';

const NAME = '__Host-refresh';
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

type Headers = Pick<RouteRequest, 'header'>;

/** The refresh token of a browser, where no script can read it. Only pages of the shop's own origin may use it. */
export class RefreshCookie {
  readonly #publicOrigin: string;

  constructor(publicUrl: string) {
    this.#publicOrigin = new URL(publicUrl).origin;
  }

  isAskedFor({ header }: Headers): boolean {
    return header('x-refresh-cookie') === '1';
  }

  /**
   * The token in the request's cookie, or null.
   * @throws HttpProblem 403 unless the request comes from a page of the shop.
   */
  read({ header }: Headers): string | null {
    const token = cookieOf(header('cookie'), NAME) || null;
    if (token !== null && header('origin') !== this.#publicOrigin) {
      throw new HttpProblem(
        problem(403, 'auth.origin-not-allowed', "The session's cookie works on pages of the shop only."),
      );
    }
    return token;
  }

  set(token: string, expiresAt: Date): Record<string, string> {
    return { 'set-cookie': `${NAME}=${token}; Expires=${expiresAt.toUTCString()}; ${ATTRIBUTES}` };
  }

  clear(): Record<string, string> {
    return { 'set-cookie': `${NAME}=; Max-Age=0; ${ATTRIBUTES}` };
  }
}
