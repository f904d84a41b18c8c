import type { Clock } from '@souk/kernel/clock';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { KnownNetworks } from '../ports/known-networks.ts';
import type { LoginFailures } from '../ports/login-failures.ts';

export interface ForgetExpiredPorts {
  readonly sessions: SessionRepository;
  readonly failures: LoginFailures;
  readonly knownNetworks: KnownNetworks;
  readonly clock: Clock;
}

/** Deletes what has no effect any more: sessions past their end, failures past their window, networks that were not used for long. */
export class ForgetExpired {
  readonly #ports: ForgetExpiredPorts;

  constructor(ports: ForgetExpiredPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { sessions, failures, knownNetworks, clock } = this.#ports;
    const now = clock.now();
    const kinds = {
      sessions: () => sessions.endExpired(now),
      failures: () => failures.forgetExpired(now),
      networks: () => knownNetworks.forgetExpired(now),
    };
    await eachOnItsOwn(Object.entries(kinds), ([, forget]) => forget(), { nameOf: ([kind]) => kind });
  }
}
