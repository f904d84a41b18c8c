import type { Clock } from '@souk/kernel/clock';
import { SERVICES } from '../../domain/access-policy.ts';
import { CachedAnswer } from '../cached-answer.ts';
import type { Health, ServiceHealth } from '../ports/service-health.ts';

const FRESH_FOR_MS = 1_000;

export interface PlatformHealth {
  /** `degraded` when a service is down: its part of the shop does not answer, the others do. */
  readonly status: 'up' | 'degraded';
  readonly services: Readonly<Record<string, Health>>;
}

export class ReportHealth {
  readonly #services: ServiceHealth;
  readonly #report: CachedAnswer<PlatformHealth>;
  #last: PlatformHealth = { status: 'degraded', services: {} };

  constructor({ services, clock }: { services: ServiceHealth; clock: Clock }) {
    this.#services = services;
    this.#report = new CachedAnswer({ clock, ask: () => this.#ask(), freshFor: () => FRESH_FOR_MS });
  }

  /** How every service is, as of at most a second ago. Takes as long as the slowest of them. */
  execute(): Promise<PlatformHealth> {
    return this.#report.get();
  }

  /** The last report; all unknown before the first one. */
  last(): PlatformHealth {
    return this.#last;
  }

  async #ask(): Promise<PlatformHealth> {
    const answers = await Promise.all(
      SERVICES.map(async (service) => [service, await this.#services.healthOf(service)] as const),
    );
    const isUp = answers.every(([, { status }]) => status === 'up');
    this.#last = { status: isUp ? 'up' : 'degraded', services: Object.fromEntries(answers) };
    return this.#last;
  }
}
