import type { Response } from 'express';
import { html, type Html } from './html.ts';

export interface Page {
  readonly title: string;
  /** A class of style.css for the whole page. */
  readonly layout: 'checkout' | 'notice' | 'overview';
  readonly body: Html;
  /** Other origins that a form of this page may lead to. */
  readonly formTargets?: readonly string[];
}

/** Sends a whole page. Nothing is inline and no script runs, so that the strictest policy holds. */
export function sendPage(response: Response, { title, layout, body, formTargets = [] }: Page, status = 200): void {
  response.status(status).set({
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self' https: http:",
      // Browsers apply form-action to the redirect that follows a form too, so the way back to the shop is named.
      ['form-action', "'self'", ...formTargets].join(' '),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="/_sandbox/style.css" />
      </head>
      <body class="${layout}">
        <p class="banner"><strong>Sandbox</strong> — no real money moves</p>
        ${body}
      </body>
    </html>`;
  response.type('html').send(page.toString());
}
