import { ok, listOf, route, type Route } from '@souk/chassis/http/route';
import type { ProviderEvents } from '../../application/ports/provider-events.ts';
import type { ReplayProviderEvent } from '../../application/replay-provider-event/replay-provider-event.ts';
import { WebhookEventParams, WebhookEventReply, WebhookEventsQuery } from './payment-schemas.ts';

export interface AdminWebhookEventRoutesOptions {
  readonly events: ProviderEvents;
  readonly replayProviderEvent: ReplayProviderEvent;
}

export function adminWebhookEventRoutes(options: AdminWebhookEventRoutesOptions): readonly Route[] {
  const { events, replayProviderEvent } = options;
  return [
    route({
      method: 'get',
      path: '/v1/admin/webhook-events',
      access: 'admin',
      summary: 'What Stripe has told, the newest first, and what has become of it',
      query: WebhookEventsQuery,
      replies: { 200: listOf(WebhookEventReply) },
      handle: async ({ query: { limit, offset, cursor, processed: isProcessed, ...filter } }) =>
        ok({ ...(await events.find({ ...filter, isProcessed }, { limit, offset, cursor })), limit, offset }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/webhook-events/:eventId/replay',
      access: 'admin',
      summary: 'Have an event handled once more; what it has changed already it does not change again',
      params: WebhookEventParams,
      replies: { 202: WebhookEventReply },
      handle: async ({ params: { eventId } }) => {
        await replayProviderEvent.execute(eventId);
        return { status: 202, body: await events.of(eventId) };
      },
    }),
  ];
}
