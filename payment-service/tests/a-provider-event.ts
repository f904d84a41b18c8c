import { randomUUID } from 'node:crypto';
import type { ProviderEvent } from '../src/application/ports/provider-event.ts';
import { at } from './a-payment.ts';

/** A new event about an order's session, and of a new order by default. */
export function aProviderEvent(overrides: Partial<ProviderEvent> = {}): ProviderEvent {
  const orderId = overrides.orderId ?? randomUUID();
  return {
    id: `evt_${randomUUID()}`,
    type: 'checkout.session.completed',
    createdAt: new Date(at.getTime() - 1_000),
    orderId,
    news: { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' },
    ignoredBecause: null,
    ...overrides,
  } as ProviderEvent;
}

/** An event that cannot matter here. */
export const anIrrelevantEvent = (overrides: Partial<Pick<ProviderEvent, 'id' | 'orderId'>> = {}): ProviderEvent =>
  aProviderEvent({ type: 'charge.succeeded', news: null, ignoredBecause: 'It changes nothing.', ...overrides });
