import { emailKeyOf } from '@souk/kernel/email-address';
import type { RecipientRepository } from '../../domain/recipient/recipient-repository.ts';

/** Notes that somebody has proved that a mailbox is theirs: mail arrives there. */
export class NoteProof {
  readonly #recipients: RecipientRepository;

  constructor({ recipients }: { recipients: RecipientRepository }) {
    this.#recipients = recipients;
  }

  async execute(address: string, at: Date): Promise<void> {
    await this.#recipients.change(emailKeyOf(address), (recipient) => {
      recipient.prove(at);
    });
  }
}
