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
  const form = formOf(await page.text());
  const filled = new URLSearchParams({
    ...form.fields,
    email,
    number: cardNumber,
    expiry: '12 / 34',
    cvc: '123',
    name: 'Demo Shopper',
  });
  const reply = await fetch(new URL(form.action, url), { method: 'POST', body: filled, redirect: 'manual' });
  const next = reply.headers.get('location');
  if (next !== null) return next;
  const message = /role="alert"[^>]*>([^<]+)/.exec(await reply.text())?.[1] ?? `status ${reply.status}`;
  throw new Error(`The payment was not made: ${message.trim()}`);
}

/** Where the first form of a page is sent, and its hidden fields. */
function formOf(html: string): { readonly action: string; readonly fields: Record<string, string> } {
  const action = /<form[^>]*\baction="([^"]*)"/.exec(html)?.[1] ?? '';
  const hidden = html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g);
  return {
    action,
    fields: Object.fromEntries([...hidden].map(([, name, value]) => [name, value])) as Record<string, string>,
  };
}
