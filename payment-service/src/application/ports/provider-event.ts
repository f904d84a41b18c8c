/** Something that happened at the provider. `news` is null when it cannot matter here. */
export interface ProviderEvent {
  readonly id: string;
  /** The provider's own name of it, e.g. `checkout.session.completed`. */
  readonly type: string;
  readonly createdAt: Date;
  /** Null when it is not about an order of this shop, or does not say of which. */
  readonly orderId: string | null;
  readonly news: ProviderNews | null;
}

/** Only a hint, but for declines: how a session, a refund or a dispute stands is asked back, because events come late and in any order. */
export type ProviderNews =
  | { readonly about: 'session'; readonly orderId: string; readonly sessionId: string }
  | { readonly about: 'decline'; readonly orderId: string; readonly code: string; readonly message: string }
  | { readonly about: 'refund'; readonly providerRefundId: string }
  | { readonly about: 'dispute'; readonly disputeId: string };
