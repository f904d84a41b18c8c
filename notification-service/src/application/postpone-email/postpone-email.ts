import type { Clock } from '@souk/kernel/clock';
import type { EmailRepository } from '../../domain/email/email-repository.ts';

/** Tries an e-mail later that could not be sent for a reason of our own, so that it does not stand in the way of those behind it. */
export class PostponeEmail {
  readonly #emails: EmailRepository;
  readonly #clock: Clock;

  constructor({ emails, clock }: { emails: EmailRepository; clock: Clock }) {
    this.#emails = emails;
    this.#clock = clock;
  }

  async execute(id: string, reason: string): Promise<void> {
    await this.#emails.update(id, (email) => {
      email.postpone(reason, this.#clock.now());
    });
  }
}
