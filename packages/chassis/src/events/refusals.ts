import { DomainError, type ErrorKind } from '@souk/kernel/domain-error';
import { MessageIsUnreadable } from './message.ts';
import { MessageEndsItsProcess } from './suspects.ts';

/** How long a refused message is worth trying: `never` again, for half a minute (`briefly`), or for half an hour (`long`). */
export type Patience = 'never' | 'briefly' | 'long';

/**
 * What a rule said no for. Only the state that others change can make it say yes later: that something is missing or in the way may end
 * when an event of another topic has been handled, which takes seconds. What the message itself says stays as it is.
 */
const PATIENCE_WITH: Readonly<Record<ErrorKind, Patience>> = {
  invalid: 'never',
  unauthenticated: 'never',
  forbidden: 'never',
  unprocessable: 'never',
  'precondition-failed': 'briefly',
  'not-found': 'briefly',
  conflict: 'briefly',
  'too-many': 'long',
  unavailable: 'long',
};

/** What nobody foresaw, and what did not end in time, may be over in half an hour: a service is down, a deployment is wrong. */
export function patienceWith(error: unknown): Patience {
  if (error instanceof MessageIsUnreadable || error instanceof MessageEndsItsProcess) return 'never';
  return error instanceof DomainError ? PATIENCE_WITH[error.kind] : 'long';
}
