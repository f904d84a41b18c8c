/** What the provider says of an e-mail; nulls where it says something that does not matter here. */
export interface DeliveryNews {
  readonly outcome: 'delivered' | 'bounced' | 'complained' | null;
  readonly providerId: string | null;
  /** Whether the next mail to the address would fare the same. */
  readonly isLasting: boolean;
}

export interface DeliveryNewsReader {
  /**
   * Null when the signature is not the provider's.
   * @throws WebhookIsUnreadable
   */
  read(
    payload: string,
    headers: { readonly id: string; readonly timestamp: string; readonly signature: string },
  ): DeliveryNews | null;
}
