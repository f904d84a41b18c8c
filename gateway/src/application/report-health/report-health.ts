import type { Clock } from '@souk/kernel/clock';
import { SERVICES } from '../../domain/access-policy.ts';
import { CachedAnswer } from '../cached-answer.ts';
import type { Health, ServiceHealth } from '../ports/service-health.ts';

const FRESH_FOR_MS = 1_000;

export interface PlatformHealth {
  readonly status: Health['status'];
  readonly services: Readonly<Record<string, Health>>;
}

export class ReportHealth {
  readonly #services: ServiceHealth;
  readonly #report: CachedAnswer<PlatformHealth>;

  constructor({ services, clock }: { services: ServiceHealth; clock: Clock }) {
    this.#services = services;
    this.#report = new CachedAnswer({ clock, ask: () => this.#ask(), freshFor: () => FRESH_FOR_MS });
  }

  /** Up when every service is. */
  execute(): Promise<PlatformHealth> {
    return this.#report.get();
  }

  async #ask(): Promise<PlatformHealth> {
    const answers = await Promise.all(
      SERVICES.map(async (service) => [service, await this.#services.healthOf(service)] as const),
    );
    const isUp = answers.every(([, { status }]) => status === 'up');
    return { status: isUp ? 'up' : 'down', services: Object.fromEntries(answers) };
  }
}
