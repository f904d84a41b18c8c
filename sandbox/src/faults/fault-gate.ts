import { once } from 'node:events';
import type { RequestHandler, Response } from 'express';
import type { ApiPlace } from './fault-rules.ts';
import type { Faults } from './faults.ts';

/** https://resend.com/docs/api-reference/rate-limit */
const RESEND_CALLS_A_SECOND = 2;

/**
 * Lets a call through, or makes it go wrong.
 *
 * @returns whether the call is to be executed. It is not when nobody waits for the answer any more.
 * @throws what `refusal` gave, to be answered as the provider would.
 */
export type FaultGate = (response: Response) => Promise<boolean>;

/** @param refusal the error that the provider answers with; it may set headers */
export function faultGate(
  faults: Faults,
  where: ApiPlace,
  refusal: (status: '429' | '500', response: Response) => Error,
): FaultGate {
  const isOver = callsPerSecond(RESEND_CALLS_A_SECOND);
  return async (response) => {
    const fault = faults.nextCall(where);
    switch (fault) {
      case null:
        return true;
      case '429':
      case '500':
        throw refusal(fault, response);
      case 'rate-limit':
        if (isOver()) throw refusal('429', response);
        return true;
      case 'timeout':
        if (!response.closed) await once(response, 'close');
        return false;
      case 'reply-lost':
        loseReply(response);
        return true;
    }
  };
}

/** Tells of each call whether there were as many within the second before. */
function callsPerSecond(most: number): () => boolean {
  let lately: number[] = [];
  return () => {
    const now = performance.now();
    lately = lately.filter((at) => now - at < 1_000);
    if (lately.length >= most) return true;
    lately.push(now);
    return false;
  };
}

/** The gate where express takes a handler. */
export function asHandler(gate: FaultGate): RequestHandler {
  return async (_request, response, next) => {
    if (await gate(response)) next();
  };
}

/** Everything is done, and kept for idempotency, before the answer is sent. */
function loseReply(response: Response): void {
  response.end = () => response.destroy();
}
