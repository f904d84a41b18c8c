import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookEventPayload } from 'resend';
import { Resend } from 'resend';
import { WEBHOOK_SECRET } from './running-resend.ts';

export interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

/** An endpoint that keeps every delivery. It answers each webhook's attempts with the given statuses in turn, then 200. */
export async function startReceiver(statuses: number[] = []) {
  const deliveries: Delivery[] = [];
  const arrivals = new EventTarget();
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      const attempt = deliveries.filter(({ headers }) => headers['svix-id'] === req.headers['svix-id']).length;
      deliveries.push({ headers: req.headers, body, at: Date.now() });
      res.writeHead(statuses[attempt] ?? 200).end();
      arrivals.dispatchEvent(new Event('delivery'));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/resend`,
    deliveries,
    async received(count: number): Promise<Delivery[]> {
      while (deliveries.length < count) await once(arrivals, 'delivery');
      return deliveries;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** The payload, as the real SDK verifies it. */
export function verified({ headers, body }: Delivery): WebhookEventPayload {
  return new Resend('re_any').webhooks.verify({
    payload: body,
    headers: {
      id: String(headers['svix-id']),
      timestamp: String(headers['svix-timestamp']),
      signature: String(headers['svix-signature']),
    },
    webhookSecret: WEBHOOK_SECRET,
  });
}
