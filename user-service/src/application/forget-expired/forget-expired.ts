import type { Clock } from '@souk/kernel/clock';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { LoginFailures } from '../ports/login-failures.ts';

export interface ForgetExpiredPorts {
  readonly sessions: SessionRepository;
  readonly failures: LoginFailures;
  readonly clock: Clock;
}

/** Deletes what has no effect any more: sessions past their end and failures past their window. */
export class ForgetExpired {
  readonly #ports: ForgetExpiredPorts;

  constructor(ports: ForgetExpiredPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { sessions, failures, clock } = this.#ports;
    const now = clock.now();
    await sessions.endExpired(now);
    await failures.forgetExpired(now);
  }
}
