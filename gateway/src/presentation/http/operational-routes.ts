import { setTimeout as delay } from 'node:timers/promises';
import type { Metrics } from '@souk/chassis/metrics';
import type { Express, Request } from 'express';
import type { ReportHealth } from '../../application/report-health/report-health.ts';
import { get } from './own-route.ts';

/** Those who probe wait for a second as a rule. */
const TELL_WITHIN_MS = 500;

export interface OperationsOptions {
  readonly reportHealth: ReportHealth;
  /** Whether the gateway takes no new connections any more. */
  readonly isStopping: () => boolean;
  readonly metrics: Metrics;
}

export function mountOperations(app: Express, { reportHealth, isStopping, metrics }: OperationsOptions): void {
  get(app, '/health/live', (_request, response) => {
    response.json({ status: 'up', checks: {} });
  });
  // Load balancers ask this one. A missing service does not count: every other gateway lacks it too.
  get(app, '/health/ready', async (_request, response) => {
    const report = await Promise.race([reportHealth.execute(), delay(TELL_WITHIN_MS, null, { ref: false })]);
    const { status, services } = report ?? reportHealth.last();
    if (isStopping()) response.status(503).json({ status: 'down', services });
    else response.json({ status, services });
  });
  // Operators ask this one: whether all of the platform is up.
  get(app, '/health/services', async (_request, response) => {
    const health = await reportHealth.execute();
    response.status(health.status === 'up' ? 200 : 503).json(health);
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
