import type { Clock } from '@souk/kernel/clock';
import type { EmailRepository } from '../../domain/email/email-repository.ts';
import type { Email, SuppressionReason } from '../../domain/email/email.ts';
import type { MailAdmission } from '../mail-admission.ts';
import type { EmailRenderer } from '../ports/email-renderer.ts';
import type { Mailer, MailerAnswer } from '../ports/mailer.ts';

export interface SendEmailPorts {
  readonly emails: EmailRepository;
  readonly admission: MailAdmission;
  readonly mailer: Mailer;
  readonly renderer: EmailRenderer;
  readonly clock: Clock;
}

/** Sends a pending e-mail, unless it is better not sent, and keeps what the provider answered. Cut off in between, it can be done again: the key is the same. */
export class SendEmail {
  readonly #ports: SendEmailPorts;

  constructor(ports: SendEmailPorts) {
    this.#ports = ports;
  }

  async execute(id: string): Promise<void> {
    const { emails, admission, mailer, renderer, clock } = this.#ports;
    const email = await emails.findPending(id);
    if (email === null) return;
    const { to, content, round } = email.state;
    const reason = await admission.reasonAgainst(email.state);
    const answer =
      reason === null
        ? await mailer.send({ to, ...renderer.render(content) }, `${id}:${round}`)
        : ({ outcome: 'suppressed', reason } as const);
    await emails.update(id, (current) => {
      if (current.state.round === round) settle(current, answer, clock.now());
    });
  }
}

type Outcome = MailerAnswer | { readonly outcome: 'suppressed'; readonly reason: SuppressionReason };

function settle(email: Email, answer: Outcome, at: Date): void {
  switch (answer.outcome) {
    case 'sent':
      email.markSent(answer.providerId, at);
      break;
    case 'unavailable':
      email.postpone(answer.error, at);
      break;
    case 'suppressed':
      email.suppress(answer.reason, at);
      break;
    case 'refused':
      email.fail(answer.error, at);
      break;
  }
}
