export interface CardPayment {
  readonly email: string;
  readonly cardNumber: string;
}

/**
 * Fills in and sends the sandbox's payment page, as a shopper's browser would.
 *
 * @returns where the page sends the browser next.
 * @throws Error with the page's own message when the payment is declined.
 */
export async function payOnHostedPage(url: string, { email, cardNumber }: CardPayment): Promise<string> {
  const page = await fetch(url);
  const action = /<form[^>]*\baction="([^"]*)"/.exec(await page.text())?.[1];
  if (!page.ok || action === undefined) {
    throw new Error(`There is no payment form at ${url} (status ${page.status}): open it in a browser to see why.`);
  }
  const card = { number: cardNumber, expiry: '12 / 34', cvc: '123', name: 'Demo Shopper' };
  const filled = new URLSearchParams({ email, ...card });
  const reply = await fetch(new URL(action, url), { method: 'POST', body: filled, redirect: 'manual' });
  const next = reply.headers.get('location');
  if (next !== null) return next;
  const message = /role="alert"[^>]*>([^<]+)/.exec(await reply.text())?.[1] ?? `status ${reply.status}`;
  throw new Error(`The payment was not made: ${message.trim().replaceAll('&#39;', '’')}`);
}
