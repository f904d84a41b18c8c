/** Something that happened at the provider. `news` is null when it cannot matter here. */
export interface ProviderEvent {
  readonly id: string;
  /** The provider's own name of it, e.g. `checkout.session.completed`. */
  readonly type: string;
  readonly createdAt: Date;
  /** Null when it is not about an order of this shop. */
  readonly orderId: string | null;
  readonly news: ProviderNews | null;
}

/** Only a hint, but for declines: how a session or a refund stands is asked back, because events come late and in any order. */
export type ProviderNews = { readonly orderId: string } & (
  | { readonly about: 'session'; readonly sessionId: string }
  | { readonly about: 'refund'; readonly providerRefundId: string }
  | { readonly about: 'decline'; readonly code: string; readonly message: string }
);
