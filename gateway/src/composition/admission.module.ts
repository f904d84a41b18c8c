import { ContainerModule } from 'inversify';
import { AdmitRequest } from '../application/admit-request/admit-request.ts';
import { FindRoute } from '../application/find-route/find-route.ts';
import { LimitRate } from '../application/limit-rate/limit-rate.ts';
import type { RateLimiter } from '../application/ports/rate-limiter.ts';
import type { GatewayConfig } from '../config.ts';
import { ACCESS_POLICY } from '../domain/access-policy.ts';
import { RouteIndex } from '../domain/route-index.ts';
import { MemoryRateLimiter } from '../infrastructure/memory-rate-limiter.ts';
import { T } from './tokens.ts';

/** Access policy, rate limits and places. */
export function admissionModule(config: GatewayConfig): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.FindRoute).toConstantValue(new FindRoute(new RouteIndex(ACCESS_POLICY)));
    bind(T.AdmitRequest).toConstantValue(
      new AdmitRequest({ readMs: config.READ_TIMEOUT_MS, writeMs: config.WRITE_TIMEOUT_MS }),
    );
    bind(T.LimitRate).toConstantValue(
      new LimitRate({
        ...limiter('general', config.RATE_LIMIT_PER_MINUTE),
        ...limiter('credentials', config.AUTH_RATE_LIMIT_PER_MINUTE),
      }),
    );
  });
}

const limiter = (rateClass: 'general' | 'credentials', perMinute: number): Record<string, RateLimiter> =>
  perMinute === 0 ? {} : { [rateClass]: new MemoryRateLimiter(perMinute) };
