/** Whose something at the provider is said to be: others may use the same account, and the same ids of orders. */
export interface Belonging {
  readonly orderId: string;
  /** Whether it carries the mark that this shop leaves on what it makes. What is older than the mark does not. */
  readonly isMarked: boolean;
}
