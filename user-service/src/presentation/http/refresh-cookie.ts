import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { ReplyHeaders, RouteRequest } from '@souk/chassis/http/route';
import { HostCookie } from './host-cookie.ts';

const cookie = new HostCookie('refresh');

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
  read(request: Headers): string | null {
    const token = cookie.read(request);
    if (token !== null && request.header('origin') !== this.#publicOrigin) {
      throw new HttpProblem(
        problem(403, 'auth.origin-not-allowed', "The session's cookie works on pages of the shop only."),
      );
    }
    return token;
  }

  set(token: string, expiresAt: Date): string {
    return cookie.set(token, expiresAt);
  }

  clear(): ReplyHeaders {
    return { 'set-cookie': cookie.clear() };
  }
}
