import type { Clock } from '@souk/kernel/clock';
import type { EmailRepository } from '../../domain/email/email-repository.ts';
import type { Outgoing } from '../ports/outgoing.ts';

const EMAILS_PER_RUN = 100;

/** Has e-mails sent whose next try is due: after the provider was away, or after a crash here. */
export class SendDueEmails {
  readonly #emails: EmailRepository;
  readonly #outgoing: Outgoing;
  readonly #clock: Clock;

  constructor({ emails, outgoing, clock }: { emails: EmailRepository; outgoing: Outgoing; clock: Clock }) {
    this.#emails = emails;
    this.#outgoing = outgoing;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    for (const id of await this.#emails.due(this.#clock.now(), EMAILS_PER_RUN)) this.#outgoing.nudge(id);
  }
}
