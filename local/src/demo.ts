import { randomUUID } from 'node:crypto';
import type { MoneyShape } from '@souk/kernel/money';
import { moneyText } from '@souk/kernel/money-text';
import { DEMO_SHOPPERS } from './demo-data/demo-accounts.ts';
import { readOptions } from './options.ts';
import { payOnHostedPage } from './pay-on-hosted-page.ts';
import { ShopClient } from './shop-client.ts';

interface TimelineEntry {
  readonly eventId: string;
  readonly at: string;
  readonly service: string;
  readonly event: string;
}

/** Buys something as a shopper would, and prints every hop of the purchase as it happens. */
async function main(): Promise<void> {
  const { port } = readOptions(process.argv.slice(2));
  const shop = new ShopClient(`http://127.0.0.1:${port}`);
  const mailbox = new ShopClient(`http://127.0.0.1:${port + 1}`);
  const [{ email, password }] = DEMO_SHOPPERS;

  const token = await shop.logIn(email, password);
  console.log(`Logged in as ${email}.`);
  const { data: products } = await shop.get<{ data: { id: string }[] }>('/v1/products?inStock=true&limit=20');
  const chosen = products[Math.floor(Math.random() * products.length)];
  if (chosen === undefined) throw new Error('The shop has nothing in stock; start over with: npm start -- --reset');
  const product = await shop.get<{ name: string; variants: { sku: string; name: string }[] }>(
    `/v1/products/${chosen.id}`,
  );
  const sku = product.variants[0]?.sku ?? '';
  const { id: cartId } = await shop.get<{ id: string }>('/v1/me/cart', { token });
  const cart = await shop.post<{ subtotal: MoneyShape }>(`/v1/carts/${cartId}/items`, {
    token,
    body: { sku, quantity: 1 },
  });
  console.log(`Put ${product.name} into the cart: ${moneyText(cart.subtotal)}.`);

  const { data: methods } = await shop.get<{ data: { method: string; price: MoneyShape }[] }>('/v1/shipping-methods');
  const shipping = methods[0];
  if (shipping === undefined) throw new Error('The shop offers no way to ship.');
  const startedAt = Date.now();
  const { orderId, checkoutUrl } = await shop.post<{ orderId: string; checkoutUrl: string }>('/v1/checkout', {
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: {
      cartId,
      email,
      shippingMethod: shipping.method,
      shippingAddress: { name: 'Amira', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
      expectedTotal: { amount: cart.subtotal.amount + shipping.price.amount, currency: cart.subtotal.currency },
    },
  });
  console.log(`Checked out: order ${orderId}.`);
  console.log(`Paying at ${checkoutUrl} …\n`);
  await payOnHostedPage(checkoutUrl, { email, cardNumber: '4242424242424242' });
  await printHops(shop, { orderId, token, startedAt });

  const order = await shop.get<{ status: string; paymentStatus: string; total: MoneyShape }>(`/v1/orders/${orderId}`, {
    token,
  });
  console.log(`\nThe order is ${order.status} and ${order.paymentStatus}: ${moneyText(order.total)}.`);
  const query = new URLSearchParams({ to: email }).toString();
  const { data: mails } = await mailbox.get<{ data: { subject: string; inbox_url: string }[] }>(
    `/_sandbox/emails?${query}`,
  );
  for (const { subject, inbox_url } of mails.slice(0, 1)) console.log(`The mail “${subject}” is at ${inbox_url}`);
}

/** Prints what the timeline shows until the confirmation has been mailed. */
async function printHops(
  shop: ShopClient,
  { orderId, token, startedAt }: { readonly orderId: string; readonly token: string; readonly startedAt: number },
): Promise<void> {
  const printed = new Set<string>();
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { data } = await shop.get<{ data: TimelineEntry[] }>(`/v1/orders/${orderId}/timeline`, { token });
    for (const { eventId, at, service, event } of data) {
      if (printed.has(eventId)) continue;
      printed.add(eventId);
      const milliseconds = String(Date.parse(at) - startedAt).padStart(6);
      console.log(`  ${milliseconds} ms  ${service.padEnd(20)}  ${event}`);
    }
    if (data.some(({ event }) => event.startsWith('email.sent'))) return;
    if (Date.now() > deadline)
      throw new Error(`The confirmation has not come within 30 s; see the timeline of order ${orderId} and the logs.`);
    await shop.get(`/v1/orders/${orderId}?wait=1`, { token });
  }
}

main().catch((error: unknown) => {
  // What `fetch` throws when nobody answers (https://fetch.spec.whatwg.org/#fetch-method).
  const isDown = error instanceof TypeError && error.message === 'fetch failed';
  const message = error instanceof Error ? error.message : String(error);
  console.error(
    isDown ? 'Souk does not answer. Start it with: npm start; if it has another port, say --port.' : message,
  );
  process.exit(1);
});
