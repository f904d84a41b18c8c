import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

/** The API request that made an event happen; nulls when a page or the passing of time did. */
export type Cause = Stripe.Event.Request;

export const NO_REQUEST: Cause = { id: null, idempotency_key: null };

export type EventType = Stripe.Event.Type;

/** An event as it is kept; how many webhooks are pending is known only when it is read. */
export type StoredEvent = Omit<Stripe.EventBase, 'pending_webhooks'>;

/** The version that the installed SDK is written for: `tsc` rejects it when an upgrade changes that. */
export const API_VERSION: typeof Stripe.API_VERSION = '2026-10-28.endive';

export function event(type: EventType, data: Stripe.Event.Data, cause: Cause): StoredEvent {
  return {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: now(),
    data,
    livemode: false,
    request: cause,
    type,
  };
}

/** https://docs.stripe.com/api/v2/core/events/object */
export interface ThinEvent {
  readonly id: string;
  readonly object: 'v2.core.event';
  readonly type: string;
  readonly created: string;
  readonly livemode: false;
  readonly related_object: { readonly id: string; readonly type: string; readonly url: string };
}

export const thinEvent = (type: string, related_object: ThinEvent['related_object']): ThinEvent => ({
  id: newId('evt_test'),
  object: 'v2.core.event',
  type,
  created: new Date().toISOString(),
  livemode: false,
  related_object,
});
