import type { Clock } from '@souk/kernel/clock';
import type { RecipientRepository } from '../../domain/recipient/recipient-repository.ts';

const DAY_MS = 24 * 3_600_000;

/** Forgets how often addresses were written to, once it does not count any more. */
export class ForgetRecipients {
  readonly #recipients: RecipientRepository;
  readonly #clock: Clock;

  constructor({ recipients, clock }: { recipients: RecipientRepository; clock: Clock }) {
    this.#recipients = recipients;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    await this.#recipients.forgetQuiet(new Date(this.#clock.now().getTime() - DAY_MS));
  }
}
