import { randomUUID } from 'node:crypto';
import type { Cause } from '@souk/chassis/execution-context';

/** What makes code run that handles the n-th message about an order. */
export function aMessage(subject: string, sequence = 1): Cause {
  const id = randomUUID();
  const message = { id, topic: 'test-events', subject, sequence };
  return { id, correlationId: subject, traceparent: null, message };
}
