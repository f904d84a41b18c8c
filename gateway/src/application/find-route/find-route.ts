import { requirePlainPath } from '../../domain/request-path.ts';
import type { KnownPath, RouteIndex } from '../../domain/route-index.ts';

export type { Service } from '../../domain/access-policy.ts';
export type { KnownPath };

/** Which rules hold at an address, and whether it may be looked at in the first place. */
export class FindRoute {
  readonly #routes: RouteIndex;

  constructor(routes: RouteIndex) {
    this.#routes = routes;
  }

  /**
   * @param path the path of the request as it came, undecoded; null is the answer for an address of no service.
   * @throws PathIsMalformed
   */
  execute(path: string): KnownPath | null {
    requirePlainPath(path);
    return this.#routes.find(path);
  }
}
