import { randomUUID } from 'node:crypto';
import { ApiClient } from '@souk/testing/api-client';
import { eventually } from '@souk/testing/eventually';
import { PROVIDERS } from '../bad-input/forged-webhooks.ts';
import type { ShopFloor } from '../shop-floor.ts';

/** What has become of an event that Stripe told. */
interface Fate {
  readonly id: string;
  readonly processedAt: string | null;
  readonly lastError: string | null;
}

/**
 * Tells the shop, with the signature of Stripe, what Stripe would not say; resolves when it has been looked into.
 *
 * @param object with the order's id in its metadata
 */
export async function tellAsStripe(
  floor: ShopFloor,
  type: string,
  object: { readonly id: string; readonly metadata: { readonly orderId: string } },
): Promise<Fate> {
  const { headers, secret } = PROVIDERS['POST /v1/webhooks/stripe']!;
  const at = Math.floor(Date.now() / 1000);
  const id = `evt_${randomUUID()}`;
  const body = JSON.stringify({ id, object: 'event', created: at, livemode: false, type, data: { object } });
  const signature = headers({ body, at, secret: secret(floor.platform.secrets) });
  const reply = await new ApiClient(floor.url).post('/v1/webhooks/stripe', {
    body,
    headers: { 'content-type': 'application/json', ...signature },
  });
  if (reply.status !== 200) throw new Error(`The webhook is refused: ${reply.text}`);
  return eventually(async () => {
    const path = `/v1/admin/webhook-events?orderId=${object.metadata.orderId}`;
    const { data } = await floor.asAdmin<{ data: Fate[] }>('GET', path);
    const fate = data.find((event) => event.id === id);
    if (fate === undefined || (fate.processedAt ?? fate.lastError) === null) throw new Error(`${id} still waits.`);
    return fate;
  });
}
