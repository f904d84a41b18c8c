import { emailKeyOf } from '@souk/kernel/email-address';
import type { EmailContent } from '../../domain/email/email-content.ts';
import type { EmailRepository } from '../../domain/email/email-repository.ts';
import { Email } from '../../domain/email/email.ts';
import type { Outgoing } from '../ports/outgoing.ts';

export interface QueueEmailInput {
  /** The event that asks for the mail. */
  readonly eventId: string;
  /** Empty when there is nobody to tell: then it is only recorded. */
  readonly to: string;
  readonly orderId: string | null;
  readonly content: EmailContent;
  readonly at: Date;
}

/** Owes somebody an e-mail, once for each event and template, and has it sent. */
export class QueueEmail {
  readonly #emails: EmailRepository;
  readonly #outgoing: Outgoing;

  constructor({ emails, outgoing }: { emails: EmailRepository; outgoing: Outgoing }) {
    this.#emails = emails;
    this.#outgoing = outgoing;
  }

  async execute({ eventId, to, ...email }: QueueEmailInput): Promise<void> {
    const id = `${eventId}:${email.content.template}`;
    if (await this.#emails.add(Email.queue({ id, to: emailKeyOf(to), ...email }))) this.#outgoing.nudge(id);
  }
}
