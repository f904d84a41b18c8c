import { hash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { IdempotencyClaim, Mailbox } from './mailbox.ts';
import { ResendError } from './resend-error.ts';

const MAX_KEY_LENGTH = 256;
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

/** The request's `Idempotency-Key`, if any. @throws ResendError 400 for a key of a wrong length */
function readClaim(req: Request): IdempotencyClaim | null {
  const key = req.get('idempotency-key');
  if (key === undefined) return null;
  if (key.length < 1 || key.length > MAX_KEY_LENGTH) {
    throw new ResendError(400, 'invalid_idempotency_key', `The key must be between 1-${MAX_KEY_LENGTH} chars.`);
  }
  return { key, content: hash('sha256', JSON.stringify([req.path, req.body])) };
}

/** Repeats the reply of the last 24 hours' call with the same key; see https://resend.com/docs/dashboard/emails/idempotency-keys */
export function repeatOnce(mailbox: Mailbox): RequestHandler {
  const running = new Set<string>();
  return (req, res, next) => {
    const claim = readClaim(req);
    res.locals['claim'] = claim;
    if (claim === null) {
      next();
      return;
    }
    const done = mailbox.callWithKey(claim.key);
    if (done !== undefined && Date.now() - done.at < KEPT_FOR_MS) {
      if (done.idempotency?.content !== claim.content) {
        const message = 'Same idempotency key used with a different request payload.';
        throw new ResendError(409, 'invalid_idempotent_request', message);
      }
      res.json(done.reply);
      return;
    }
    if (running.has(claim.key)) {
      const message = 'Same idempotency key used while original request is still in progress.';
      throw new ResendError(409, 'concurrent_idempotent_requests', message);
    }
    running.add(claim.key);
    res.once('close', () => running.delete(claim.key));
    next();
  };
}

/** What `repeatOnce` has read before. */
export const claimOf = (res: Response): IdempotencyClaim | null => res.locals['claim'] as IdempotencyClaim | null;
