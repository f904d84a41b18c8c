import { HttpProblem, problem } from '@souk/chassis/http/problem';
import { noContent, route, type Route } from '@souk/chassis/http/route';
import type { DeliveryNewsReader } from '../../application/ports/delivery-news.ts';
import type { RecordDelivery } from '../../application/record-delivery/record-delivery.ts';

export function resendWebhookRoute({
  news,
  recordDelivery,
}: {
  news: DeliveryNewsReader;
  recordDelivery: RecordDelivery;
}): Route {
  return route({
    method: 'post',
    path: '/v1/webhooks/resend',
    access: 'signed',
    summary: 'What became of e-mails, told by Resend',
    replies: { 204: null },
    handle: async ({ raw, header }) => {
      const body: unknown = raw.body;
      const payload = Buffer.isBuffer(body) ? body.toString('utf8') : '';
      const told = news.read(payload, {
        id: header('svix-id') ?? '',
        timestamp: header('svix-timestamp') ?? '',
        signature: header('svix-signature') ?? '',
      });
      if (told === null)
        throw new HttpProblem(
          problem(
            400,
            'webhook.signature-invalid',
            'The signature does not fit; sign the raw body with the secret of the webhook.',
          ),
        );
      const { outcome, providerId, isLasting } = told;
      if (outcome === null || providerId === null) return noContent;
      if (await recordDelivery.execute({ providerId, outcome, isLasting })) return noContent;
      // The news may be faster than our own note that the mail was sent; the provider tells it again.
      throw new HttpProblem(
        problem(409, 'webhook.email-unknown', 'This e-mail is not known yet; tell it again later.'),
        { 'retry-after': '5' },
      );
    },
  });
}
