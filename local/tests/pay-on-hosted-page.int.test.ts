import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { payOnHostedPage } from '../src/pay-on-hosted-page.ts';
import { httpServer } from './http-server.ts';

const CARD = { email: 'amira@souk.local', cardNumber: '4242424242424242' };
const FORM = '<form method="post" action="/c/pay/cs_1" autocomplete="off"><input name="number" /></form>';

/** A payment page whose form is answered like this; notes what the form was sent with. */
async function paymentPage(answer: { status: number; location?: string; body?: string }) {
  const sent: Record<string, string>[] = [];
  const url = await httpServer(async (request, response) => {
    if (request.method === 'GET') {
      response.end(FORM);
      return;
    }
    sent.push(Object.fromEntries(new URLSearchParams(await text(request))));
    const headers = answer.location === undefined ? {} : { location: answer.location };
    response.writeHead(answer.status, headers).end(answer.body);
  });
  return { url: `${url}/c/pay/cs_1`, sent };
}

it('when the card is taken, has filled in the form and gives where the page leads', async () => {
  const { url, sent } = await paymentPage({ status: 303, location: 'https://shop.example/thanks' });
  expect(await payOnHostedPage(url, CARD)).toBe('https://shop.example/thanks');
  expect(sent).toEqual([
    {
      email: 'amira@souk.local',
      number: '4242424242424242',
      expiry: '12 / 34',
      cvc: '123',
      name: 'Demo Shopper',
    },
  ]);
});

it('when the card is declined, throws what the page says', async () => {
  const body = `<p class="error" role="alert">\n  Your card&#39;s security code is incorrect.</p>${FORM}`;
  const { url } = await paymentPage({ status: 402, body });
  await expect(payOnHostedPage(url, CARD)).rejects.toThrow(
    new Error('The payment was not made: Your card’s security code is incorrect.'),
  );
});

it('when the form gets another answer, throws its status', async () => {
  const { url } = await paymentPage({ status: 502, body: '<h1>Bad Gateway</h1>' });
  await expect(payOnHostedPage(url, CARD)).rejects.toThrow(new Error('The payment was not made: status 502'));
});

it.each([
  { what: 'gone', status: 410, body: '<h1>This page has expired</h1>' },
  { what: 'broken', status: 502, body: FORM },
  { what: 'something else', status: 200, body: '<h1>Hello</h1>' },
])('when the page is $what, throws its address and sends nothing', async ({ status, body }) => {
  const methods: (string | undefined)[] = [];
  const url = await httpServer(({ method }, response) => {
    methods.push(method);
    response.writeHead(status).end(body);
  });
  await expect(payOnHostedPage(`${url}/c/pay/x`, CARD)).rejects.toThrow(
    new Error(`There is no payment form at ${url}/c/pay/x (status ${status}): open it in a browser to see why.`),
  );
  expect(methods).toEqual(['GET']);
});
