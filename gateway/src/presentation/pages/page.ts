import type { Response } from 'express';
import { html, type Html } from '@souk/chassis/html';

export interface Page {
  readonly title: string;
  /** A class of style.css for the whole page. */
  readonly layout: 'notice' | 'reference';
  readonly body: Html;
  /** Whether it has a form that is sent to the gateway itself. */
  readonly sendsForm?: boolean;
}

const policy = (sendsForm: boolean): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    `form-action ${sendsForm ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join('; ');

/** Sends a whole page. Nothing is inline and no script runs, so that the strictest policy holds. */
export function sendPage(response: Response, { title, layout, body, sendsForm = false }: Page): void {
  response.set({
    'content-security-policy': policy(sendsForm),
    'referrer-policy': 'no-referrer',
  });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body class="${layout}">
        ${body}
      </body>
    </html>`;
  response.type('html').send(page.toString());
}
