import type { Recipient } from './recipient.ts';

export interface RecipientRepository {
  /** What is known of an address, if only that nothing is. */
  find(address: string): Promise<Recipient>;
  /** Changes what is known of an address. `change` may run several times, when others change it meanwhile. */
  change(address: string, change: (recipient: Recipient) => void): Promise<Recipient>;
  /** Forgets those of whom nothing is known but mail that was sent up to this moment. */
  forgetQuiet(upTo: Date): Promise<void>;
}
