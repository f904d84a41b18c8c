import { z } from 'zod';
import { openApiPaths } from '../http/openapi.ts';
import { ProblemEntry, problemEntries, type Problems } from '../http/problems.ts';
import { ok, route, type Route } from '../http/route.ts';
import type { Metrics } from '../metrics.ts';

export interface OperationalOptions {
  readonly service: string;
  /** The service's own routes, for its part of the API document. */
  readonly routes: readonly Route[];
  readonly problems: Problems;
  readonly readiness: Readonly<Record<string, () => boolean>>;
  readonly metrics: Metrics;
}

const Health = z.object({ status: z.enum(['up', 'down']), checks: z.record(z.string(), z.boolean()) });

/** What operators and the gateway ask every service: is it alive, is it ready, what does it measure, what does it offer. */
export function operationalRoutes({
  service,
  routes,
  problems,
  readiness,
  metrics,
}: OperationalOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/health/live',
      access: 'internal',
      summary: 'Whether the process answers at all',
      replies: { 200: Health },
      handle: () => Promise.resolve(ok({ status: 'up', checks: {} })),
    }),
    route({
      method: 'get',
      path: '/health/ready',
      access: 'internal',
      summary: 'Whether the service can do its work',
      replies: { 200: Health, 503: Health },
      handle: () => {
        const checks = Object.fromEntries(Object.entries(readiness).map(([name, isReady]) => [name, isReady()]));
        const isUp = Object.values(checks).every(Boolean);
        return Promise.resolve({ status: isUp ? 200 : 503, body: { status: isUp ? 'up' : 'down', checks } });
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      access: 'internal',
      summary: 'Metrics in Prometheus text format',
      replies: { 200: z.string() },
      handle: async () => ok(await metrics.scrape(), { 'content-type': metrics.registry.contentType }),
    }),
    route({
      method: 'get',
      path: '/internal/openapi.json',
      access: 'internal',
      summary: "This service's part of the API document",
      replies: { 200: z.unknown() },
      handle: () => Promise.resolve(ok(openApiPaths(routes, service))),
    }),
    route({
      method: 'get',
      path: '/internal/problems.json',
      access: 'internal',
      summary: 'Why this service refuses something, beside the common reasons',
      replies: { 200: z.array(ProblemEntry) },
      handle: () => Promise.resolve(ok(problemEntries(problems))),
    }),
  ];
}
