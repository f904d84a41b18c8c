import type { Clock } from '@souk/kernel/clock';
import type { EmailRepository } from '../../domain/email/email-repository.ts';
import type { RecipientRepository } from '../../domain/recipient/recipient-repository.ts';
import type { Outgoing } from '../ports/outgoing.ts';

export interface ResendEmailPorts {
  readonly emails: EmailRepository;
  readonly recipients: RecipientRepository;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
}

/** Sends an e-mail once more because an admin says so, whatever has spoken against it. */
export class ResendEmail {
  readonly #ports: ResendEmailPorts;

  constructor(ports: ResendEmailPorts) {
    this.#ports = ports;
  }

  async execute(id: string): Promise<void> {
    const { emails, recipients, outgoing, clock } = this.#ports;
    const { state } = await emails.update(id, (email) => {
      email.sendAnew(clock.now());
    });
    await recipients.change(state.to, (recipient) => {
      recipient.unblock();
    });
    outgoing.nudge(id);
  }
}
