import { Router } from 'express';
import type { DeliveryWebhooks } from './delivery-webhooks.ts';

/** The webhooks that nobody has acknowledged, to see and to send again; under `/_sandbox/resend`. */
export function webhookRoutes(webhooks: DeliveryWebhooks | null): Router {
  const router = Router();
  router.get('/_sandbox/resend/webhooks', (_req, res) => {
    res.json({ data: webhooks?.pending() ?? [] });
  });
  router.post('/_sandbox/resend/webhooks/:id/resend', (req, res) => {
    const found = webhooks?.pending().find(({ id }) => id === req.params.id);
    if (webhooks === null || found === undefined) {
      const message = 'No such webhook is pending: GET /_sandbox/resend/webhooks lists those that are.';
      res.status(404).json({ error: { message } });
      return;
    }
    webhooks.sendAgain(found.id);
    res.json({ id: found.id });
  });
  return router;
}
