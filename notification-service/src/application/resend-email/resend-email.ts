import type { Clock } from '@souk/kernel/clock';
import type { EmailRepository } from '../../domain/email/email-repository.ts';
import type { Outgoing } from '../ports/outgoing.ts';

export interface ResendEmailPorts {
  readonly emails: EmailRepository;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
}

/** Sends an e-mail once more because an admin says so. */
export class ResendEmail {
  readonly #ports: ResendEmailPorts;

  constructor(ports: ResendEmailPorts) {
    this.#ports = ports;
  }

  async execute(id: string): Promise<void> {
    const { emails, outgoing, clock } = this.#ports;
    await emails.update(id, (email) => {
      email.sendAnew(clock.now());
    });
    outgoing.nudge(id);
  }
}
