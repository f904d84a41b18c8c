import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ShopClient, ShopRefused, type ShopRequest } from '@souk/local/shop-client';

/** A request whose process was killed may be run again after ten seconds, and be cut off again (see packages/chassis/src/http/idempotency.ts). */
const GIVE_UP_AFTER_MS = 240_000;
const PAUSE_MS = 200;

/**
 * A client that does not know whether a request without an answer took effect, and asks again under the same
 * `Idempotency-Key`, as a good front end does.
 */
export class PatientClient extends ShopClient {
  override async send<Reply>(method: string, path: string, request: ShopRequest): Promise<Reply> {
    const headers = { ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...request.headers };
    const deadline = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      try {
        return await super.send<Reply>(method, path, { ...request, headers });
      } catch (error) {
        if (!mayHelpToAskAgain(error) || Date.now() > deadline) throw error;
        await delay(PAUSE_MS);
      }
    }
  }
}

function mayHelpToAskAgain(error: unknown): boolean {
  // What fetch throws when the connection was refused or broken off.
  if (error instanceof TypeError) return true;
  return error instanceof ShopRefused && (error.status >= 500 || error.code === 'idempotency.still-running');
}
