import type { Express, Request } from 'express';
import { get } from '../http/own-route.ts';
import { html, type Html } from '@souk/chassis/html';
import { sendPage } from './page.ts';

/** The pages that people land on: at the door, and when Stripe Checkout sends them back. They keep nothing and change nothing. */
export function mountPages(app: Express): void {
  get(app, '/', (_request, response) => {
    sendPage(response, {
      title: 'Souk',
      layout: 'notice',
      body: html`<main>
        <p class="brand">Souk</p>
        <h1>An e-commerce platform of small services</h1>
        <p>This is its one public door. The API lives under <code>/v1</code>.</p>
        <nav class="actions">
          <a class="button" href="/docs">Read the API reference</a>
          <a href="/v1/openapi.json">OpenAPI document</a>
          <a href="/health/ready">Health of every service</a>
        </nav>
      </main>`,
    });
  });
  get(app, '/checkout/success', (request, response) => {
    sendPage(response, {
      title: 'Thank you',
      layout: 'notice',
      body: html`<main>
        <p class="mark good">✓</p>
        <h1>Thank you!</h1>
        <p>We are confirming your payment; the confirmation comes by e-mail. You may close this page.</p>
        ${orderNumber(request)}
        <nav class="actions"><a class="button" href="/">Back to the shop</a></nav>
      </main>`,
    });
  });
  get(app, '/checkout/cancelled', (request, response) => {
    sendPage(response, {
      title: 'Payment cancelled',
      layout: 'notice',
      body: html`<main>
        <p class="mark">↩</p>
        <h1>No payment was made</h1>
        <p>
          You left before paying, and nothing was charged. Your order waits for a while, so you may still pay for it.
        </p>
        ${orderNumber(request)}
        <nav class="actions"><a class="button" href="/">Back to the shop</a></nav>
      </main>`,
    });
  });
}

const MAX_SHOWN = 64;

function orderNumber({ query: { order } }: Request): Html | null {
  if (typeof order !== 'string' || order === '') return null;
  return html`<p class="reference-number">Order <code>${order.slice(0, MAX_SHOWN)}</code></p>`;
}
