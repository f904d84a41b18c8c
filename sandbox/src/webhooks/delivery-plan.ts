import type { WebhookStrike } from '../faults/faults.ts';

/** How an event is delivered when faults have struck it; times in milliseconds. */
export interface DeliveryPlan {
  /** It is not sent until somebody asks for it again. */
  readonly dropped: boolean;
  /** How long it waits before it is sent. */
  readonly delay: number;
  /** How long it waits at most to be overtaken by a later one. */
  readonly hold: number;
  /** Deliveries that are made besides the one that counts. */
  readonly copies: number;
  /** Deliveries of a changed event with a wrong signature. */
  readonly forgeries: number;
}

const WAIT_MS = 1000;

export function deliveryPlan(strikes: readonly WebhookStrike[]): DeliveryPlan {
  const of = (kind: WebhookStrike['what']) => strikes.filter(({ what }) => what === kind);
  const waits = (kind: WebhookStrike['what']) => of(kind).map(({ milliseconds = WAIT_MS }) => milliseconds);
  const count = (kind: WebhookStrike['what']) => of(kind).reduce((total, { times = 1 }) => total + times, 0);
  return {
    dropped: of('drop').length > 0,
    delay: Math.max(0, ...waits('delay')),
    hold: Math.max(0, ...waits('reorder')),
    copies: count('duplicate'),
    forgeries: count('forge'),
  };
}
