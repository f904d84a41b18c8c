import { cookieOf } from '@souk/chassis/http/headers';
import type { RouteRequest } from '@souk/chassis/http/route';

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/** A cookie that no script reads, no other host sets and no other site sends along (RFC 6265bis, section 4.1.3.2). */
export class HostCookie {
  readonly #name: string;

  constructor(name: string) {
    this.#name = `__Host-${name}`;
  }

  read({ header }: Pick<RouteRequest, 'header'>): string | null {
    return cookieOf(header('cookie'), this.#name) || null;
  }

  /** The `Set-Cookie` header that has the browser keep it. */
  set(value: string, expiresAt: Date): string {
    return `${this.#name}=${value}; Expires=${expiresAt.toUTCString()}; ${ATTRIBUTES}`;
  }

  /** The `Set-Cookie` header that has the browser forget it. */
  clear(): string {
    return `${this.#name}=; Max-Age=0; ${ATTRIBUTES}`;
  }
}
