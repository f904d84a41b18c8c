import type { RecipientRepository } from '../src/domain/recipient/recipient-repository.ts';
import { Recipient, type RecipientState } from '../src/domain/recipient/recipient.ts';

/** Keeps recipients in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryRecipientRepository implements RecipientRepository {
  readonly #states = new Map<string, RecipientState>();

  async find(address: string): Promise<Recipient> {
    return this.#recipient(address);
  }

  async change(address: string, change: (recipient: Recipient) => void): Promise<Recipient> {
    const recipient = this.#recipient(address);
    change(recipient);
    this.#states.set(address, recipient.state);
    return recipient;
  }

  #recipient(address: string): Recipient {
    const state = this.#states.get(address);
    return state === undefined ? Recipient.unknown(address) : Recipient.rehydrate(state);
  }

  async forgetQuiet(upTo: Date): Promise<void> {
    for (const { id, provenAt, blockedBecause, lastAdmittedAt } of this.#states.values()) {
      const isQuiet = lastAdmittedAt !== null && lastAdmittedAt <= upTo;
      if (isQuiet && provenAt === null && blockedBecause === null) this.#states.delete(id);
    }
  }
}
