import type { Metrics } from '@souk/chassis/metrics';
import type { Express, Request } from 'express';
import type { ReportHealth } from '../../application/report-health/report-health.ts';
import { get } from './own-route.ts';

export interface OperationsOptions {
  readonly reportHealth: ReportHealth;
  readonly metrics: Metrics;
}

export function mountOperations(app: Express, { reportHealth, metrics }: OperationsOptions): void {
  get(app, '/health/live', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'up', checks: {} });
  });
  get(app, '/health/ready', async (_request, response) => {
    const health = await reportHealth.execute();
    response
      .status(health.status === 'up' ? 200 : 503)
      .set('cache-control', 'no-store')
      .json(health);
  });
  get(app, '/metrics', async (request, response, next) => {
    if (isFromThisMachine(request)) response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    else next('route');
  });
}

/** Called here directly: a proxy on this machine is not, and says so in a header. */
function isFromThisMachine({ socket, headers }: Request): boolean {
  const isForwarded = 'x-forwarded-for' in headers || 'forwarded' in headers || 'via' in headers;
  return !isForwarded && /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '');
}
