import { once } from 'node:events';
import type { RequestHandler, Response } from 'express';
import type { ApiPlace } from './fault-rules.ts';
import type { Faults } from './faults.ts';

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
  return async (response) => {
    const fault = faults.nextCall(where);
    switch (fault) {
      case null:
        return true;
      case '429':
      case '500':
        throw refusal(fault, response);
      case 'timeout':
        if (!response.closed) await once(response, 'close');
        return false;
      case 'reply-lost':
        loseReply(response);
        return true;
    }
  };
}

/** The gate where express takes a handler. */
export function asHandler(gate: FaultGate): RequestHandler {
  return async (_request, response, next) => {
    if (await gate(response)) next();
  };
}

/** Everything is done, and kept for idempotency, before express sends the answer. */
function loseReply(response: Response): void {
  response.send = () => {
    response.destroy();
    return response;
  };
}
