import { ok, route, type Route } from '@souk/chassis/http/route';
import { z } from 'zod';
import type { ReceiveWebhook } from '../../application/receive-webhook/receive-webhook.ts';

const EMPTY = new Uint8Array();

export function webhookRoutes({ receiveWebhook }: { receiveWebhook: ReceiveWebhook }): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/webhooks/stripe',
      access: 'signed',
      summary: 'Events of Stripe, signed by it; acknowledged once they are stored',
      replies: { 200: z.object({ received: z.literal(true) }) },
      handle: async ({ body, header }) => {
        const payload: unknown = body;
        await receiveWebhook.execute(payload instanceof Uint8Array ? payload : EMPTY, header('stripe-signature'));
        return ok({ received: true });
      },
    }),
  ];
}
