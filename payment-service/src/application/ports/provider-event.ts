import type { Belonging } from './belonging.ts';

/** Something that happened at the provider. */
export type ProviderEvent = {
  readonly id: string;
  /** The provider's own name of it, e.g. `checkout.session.completed`. */
  readonly type: string;
  readonly createdAt: Date;
  /** Null when it is not about an order, or does not say of which. */
  readonly orderId: string | null;
} & (
  | { readonly news: ProviderNews; readonly ignoredBecause: null }
  /** Nothing here can depend on it. */
  | { readonly news: null; readonly ignoredBecause: string }
);

/** Only a hint, but for declines: how a session, a refund or a dispute stands is asked back, because events come late and in any order. */
export type ProviderNews =
  | (Belonging & { readonly about: 'session'; readonly sessionId: string })
  | (Belonging & { readonly about: 'decline'; readonly code: string; readonly message: string })
  | { readonly about: 'refund'; readonly providerRefundId: string }
  | { readonly about: 'dispute'; readonly disputeId: string };
