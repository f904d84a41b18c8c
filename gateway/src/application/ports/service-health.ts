import type { Service } from '../../domain/access-policy.ts';

export interface Health {
  readonly status: 'up' | 'down';
  readonly checks: Readonly<Record<string, boolean>>;
}

export interface ServiceHealth {
  /** Down also when there is no answer in time. */
  healthOf(service: Service): Promise<Health>;
}
