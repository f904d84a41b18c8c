import type { Clock } from '@souk/kernel/clock';
import type { DueEmail, EmailRepository } from '../../domain/email/email-repository.ts';
import type { Outgoing } from '../ports/outgoing.ts';

const EMAILS_PER_RUN = 100;

/** Has e-mails sent whose next try is due: after the provider was away, or after a crash here. */
export class SendDueEmails {
  readonly #emails: EmailRepository;
  readonly #outgoing: Outgoing;
  readonly #clock: Clock;
  /** Where the last run ended when there were more. So those that stay due, whatever is tried, do not hide the others. */
  #after: DueEmail | undefined;

  constructor({ emails, outgoing, clock }: { emails: EmailRepository; outgoing: Outgoing; clock: Clock }) {
    this.#emails = emails;
    this.#outgoing = outgoing;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const due = await this.#emails.due(this.#clock.now(), EMAILS_PER_RUN, this.#after);
    this.#after = due.length < EMAILS_PER_RUN ? undefined : due.at(-1);
    for (const { id } of due) this.#outgoing.nudge(id);
  }
}
