import express, { type Express, type Response } from 'express';
import { z } from 'zod';
import type { Accounts } from '../../application/ports/accounts.ts';
import { methodNotAllowed } from '../http/own-route.ts';
import { html } from '@souk/chassis/html';
import { sendPage } from './page.ts';

const Link = z.object({ verificationId: z.uuid(), token: z.string().min(1).max(100) });

const OUTCOMES = {
  verified: { status: 200, mark: '✓', title: 'This address is yours', text: 'Thank you. You may close this page.' },
  refused: {
    status: 400,
    mark: '↩',
    title: 'This link does not work any more',
    text: 'It works once and for 24 hours. Ask for another mail and use the newest one.',
  },
  unavailable: { status: 503, mark: '…', title: 'Not just now', text: 'Wait a moment, then open the link again.' },
} as const;

/** The page that verification mails link to. Opening it changes nothing, since mail programs open links too; its button does. */
export function mountVerifyEmailPage(app: Express, accounts: Accounts): void {
  app
    .route('/verify-email')
    .get((request, response) => {
      const link = Link.safeParse(request.query);
      if (link.success) sendForm(response, link.data);
      else sendOutcome(response, 'refused');
    })
    .post(express.urlencoded({ extended: false, limit: '1kb' }), async (request, response) => {
      const link = Link.safeParse(request.body);
      sendOutcome(response, link.success ? await accounts.verifyEmail(link.data, request.ip ?? '') : 'refused');
    })
    .all(() => {
      throw methodNotAllowed(['GET', 'HEAD', 'POST']);
    });
}

function sendForm(response: Response, { verificationId, token }: z.infer<typeof Link>): void {
  sendPage(response, {
    title: 'Confirm your e-mail address',
    layout: 'notice',
    sendsForm: true,
    body: html`<main>
      <p class="brand">Souk</p>
      <h1>Is this your e-mail address?</h1>
      <p>You have opened the link that we sent to it.</p>
      <form method="post" action="/verify-email" class="actions">
        <input type="hidden" name="verificationId" value="${verificationId}" />
        <input type="hidden" name="token" value="${token}" />
        <button class="button">Yes, it is mine</button>
      </form>
    </main>`,
  });
}

function sendOutcome(response: Response, outcome: keyof typeof OUTCOMES): void {
  const { status, mark, title, text } = OUTCOMES[outcome];
  response.status(status);
  sendPage(response, {
    title,
    layout: 'notice',
    body: html`<main>
      <p class="mark ${outcome === 'verified' && 'good'}">${mark}</p>
      <h1>${title}</h1>
      <p>${text}</p>
      <nav class="actions"><a class="button" href="/">Back to the shop</a></nav>
    </main>`,
  });
}
