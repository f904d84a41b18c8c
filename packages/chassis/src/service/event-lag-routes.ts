import { z } from 'zod';
import type { EventLag } from '../events/event-lag.ts';
import { ok, route, type Route } from '../http/route.ts';
import type { Metrics } from '../metrics.ts';

const EventLagReply = z.object({
  lag: z.int(),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: z.int(),
      committed: z.int().nullable(),
      end: z.int(),
      lag: z.int(),
    }),
  ),
  parked: z.int(),
  dead: z.int(),
  lanes: z.int(),
  oldestParkedAt: z.date().nullable(),
  /** Aggregates with events that should have been sent seconds ago, and the age of the oldest such event. */
  outbox: z.object({ pending: z.int(), oldestSeconds: z.number() }),
});

export interface EventLagRoutesOptions {
  readonly service: string;
  readonly lag: EventLag;
  readonly metrics: Metrics;
}

/** What admins see of how far a service is behind. */
export function eventLagRoutes({ service, lag, metrics }: EventLagRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: `/v1/admin/event-lag/${service}`,
      access: 'admin',
      summary: 'How many events the service has yet to handle, keeps, and has yet to send; some seconds old at most',
      replies: { 200: EventLagReply },
      handle: async () => ok({ ...(await lag.read()), outbox: await metrics.outbox() }),
    }),
  ];
}
