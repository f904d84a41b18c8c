import { createHash } from 'node:crypto';
import { isAlreadyHad } from '@souk/chassis/http/headers';
import type { Reply, RouteRequest } from '@souk/chassis/http/route';
import type { ExpiringCache } from '../../application/expiring-cache.ts';

/** A body that is written once and sent many times. */
export interface WrittenReply {
  readonly body: Buffer;
  readonly etag: string;
}

/** Browsers and CDNs may show a page of the catalog that is seconds old, and an older one while they fetch a new one. */
const CACHE_CONTROL = 'public, max-age=5, stale-while-revalidate=30';

/** Replies of the public catalog, kept written out for a moment. */
export class CachedReplies {
  readonly #cache: ExpiringCache<WrittenReply>;

  constructor(cache: ExpiringCache<WrittenReply>) {
    this.#cache = cache;
  }

  /**
   * Answers with what `read` gives, or 304 when the caller has it already. `key` names what is asked for, whatever way the
   * request was written. A failure is not kept.
   */
  async reply(
    { header }: Pick<RouteRequest, 'header'>,
    key: readonly unknown[],
    read: () => Promise<unknown>,
  ): Promise<Reply> {
    const { body, etag } = await this.#cache.read(JSON.stringify(key), async () => written(await read()));
    const headers = { 'cache-control': CACHE_CONTROL, etag };
    if (isAlreadyHad(header('if-none-match'), etag)) return { status: 304, headers };
    return { status: 200, body, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } };
  }

  /** Forgets everything: something was changed that a reply may show. */
  clear(): void {
    this.#cache.clear();
  }
}

function written(content: unknown): WrittenReply {
  const body = Buffer.from(JSON.stringify(content));
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}
