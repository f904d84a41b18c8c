import type { EmailRepository } from '../../domain/email/email-repository.ts';
import type { RecipientRepository } from '../../domain/recipient/recipient-repository.ts';

export interface Delivery {
  readonly providerId: string;
  readonly outcome: 'delivered' | 'bounced' | 'complained';
  /** Whether the next mail would fare the same. */
  readonly isLasting: boolean;
}

/** Keeps what became of an e-mail at its recipient's, as the provider tells it. An address that does not take mail gets none any more. */
export class RecordDelivery {
  readonly #emails: EmailRepository;
  readonly #recipients: RecipientRepository;

  constructor({ emails, recipients }: { emails: EmailRepository; recipients: RecipientRepository }) {
    this.#emails = emails;
    this.#recipients = recipients;
  }

  /** False when the e-mail is not known here (yet): the provider should tell it again later. */
  async execute({ providerId, outcome, isLasting }: Delivery): Promise<boolean> {
    const email = await this.#emails.updateByProviderId(providerId, (email) => {
      email.recordDelivery(outcome);
    });
    if (email === null) return false;
    const { to, status } = email.state;
    // Another status: the news is of an earlier round, or weightier news has come before.
    if (outcome !== 'delivered' && status === outcome && isLasting) {
      await this.#recipients.change(to, (recipient) => {
        recipient.block(outcome);
      });
    }
    return true;
  }
}
