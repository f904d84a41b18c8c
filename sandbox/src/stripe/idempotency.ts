import { hash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Collection } from '../store.ts';
import { ApiError } from './api-error.ts';
import { now } from './objects/identity.ts';

/** The first answer that a key got, and what it was asked with. */
export interface KeptAnswer {
  readonly key: string;
  readonly fingerprint: string;
  readonly created: number;
  readonly requestId: string;
  readonly status: number;
  readonly body: unknown;
}

const KEPT_FOR_S = 24 * 3600;
const LONGEST_KEY = 255;

/**
 * https://docs.stripe.com/api/idempotent_requests: one key, one execution, one answer, for a day and across restarts.
 * Only what was executed is kept, a declined payment (402) included: a refusal or a failure (400, 409, 429, 500) changed nothing.
 */
export function idempotency(kept: Collection<KeptAnswer>): RequestHandler {
  const running = new Set<string>();
  for (const { key, created } of kept.values()) if (created < now() - KEPT_FOR_S) kept.delete(key);

  return (request, response, next) => {
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined) {
      next();
      return;
    }
    if (key.length > LONGEST_KEY) throw tooLong();
    response.set('idempotency-key', key);
    const fingerprint = fingerprintOf(request.path, request.body);
    const earlier = kept.get(key);
    if (earlier !== undefined && earlier.created >= now() - KEPT_FOR_S) {
      if (earlier.fingerprint !== fingerprint) throw otherParameters(key);
      response.set({ 'idempotent-replayed': 'true', 'original-request': earlier.requestId });
      response.status(earlier.status).json(earlier.body);
      return;
    }
    if (running.has(key)) throw stillRunning(key);
    running.add(key);
    response.on('close', () => running.delete(key));

    const send = response.json.bind(response);
    response.json = (body: unknown) => {
      const { statusCode: status } = response;
      if (status < 400 || status === 402) {
        kept.put(key, { key, fingerprint, created: now(), requestId: response.get('request-id') ?? '', status, body });
      }
      return send(body);
    };
    next();
  };
}

/** The same parameters in another order are the same request. */
function fingerprintOf(path: string, body: unknown): string {
  const fields = typeof body === 'string' ? body.split('&').sort() : [];
  return hash('sha256', [path, ...fields].join('&'), 'base64');
}

function otherParameters(key: string): ApiError {
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new ApiError(400, { type: 'idempotency_error', message });
}

function tooLong(): ApiError {
  const message = `Idempotency keys can have at most ${LONGEST_KEY} characters.`;
  return new ApiError(400, { type: 'idempotency_error', message });
}

function stillRunning(key: string): ApiError {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return new ApiError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
}
