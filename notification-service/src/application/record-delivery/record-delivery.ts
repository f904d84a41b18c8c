import type { EmailRepository } from '../../domain/email/email-repository.ts';

/** Keeps what became of an e-mail at its recipient's, as the provider tells it. */
export class RecordDelivery {
  readonly #emails: EmailRepository;

  constructor({ emails }: { emails: EmailRepository }) {
    this.#emails = emails;
  }

  /** False when the e-mail is not known here (yet): the provider should tell it again later. */
  execute(providerId: string, outcome: 'delivered' | 'bounced' | 'complained'): Promise<boolean> {
    return this.#emails.updateByProviderId(providerId, (email) => {
      email.recordDelivery(outcome);
    });
  }
}
