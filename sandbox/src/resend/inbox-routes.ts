import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Html } from '../pages/html.ts';
import { emailPage, inboxPage, missingEmailPage, previewDocument } from './inbox-pages.ts';
import type { Email, Mailbox } from './mailbox.ts';
import type { RefusedEmail, Refusals } from './refusals.ts';

const PAGE_SIZE = 200;
const JSON_LIMIT = 1000;

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** Mail is styled by style attributes and shows images of any host; it may do nothing else. */
const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

interface InboxOptions {
  mailbox: Mailbox;
  refusals: Refusals;
  publicUrl: string;
}

/** Pages that show every message, accepted or refused, and the same as JSON for tests. */
export function inboxRoutes({ mailbox, refusals, publicUrl }: InboxOptions): Router {
  function matching(req: Request): Email[] {
    const to = queryText(req, 'to').toLowerCase();
    const subject = queryText(req, 'subject').toLowerCase();
    return mailbox.newestFirst().filter(({ public: email }) => {
      const recipients = [...email.to, ...(email.cc ?? []), ...(email.bcc ?? [])];
      const received = recipients.some((recipient) => recipient.toLowerCase().includes(to));
      return received && email.subject.toLowerCase().includes(subject);
    });
  }

  function refused(req: Request): RefusedEmail[] {
    const wanted = queryText(req, 'to').toLowerCase();
    return refusals.newestFirst().filter(({ to }) => wanted === '' || to.join(' ').toLowerCase().includes(wanted));
  }

  const asJson = ({ public: email, headers, attachments }: Email) => ({
    ...email,
    headers,
    attachments,
    inbox_url: `${publicUrl}/inbox/${email.id}`,
  });

  const router = express.Router();
  router.get('/_sandbox/inbox.css', (_req, res) => {
    res.sendFile('inbox.css', { root: import.meta.dirname });
  });
  router.get('/_sandbox/emails', (req, res) => {
    const emails = matching(req);
    res.json({ data: emails.slice(0, JSON_LIMIT).map(asJson), has_more: emails.length > JSON_LIMIT });
  });
  router.get('/_sandbox/refused-emails', (req, res) => {
    res.json({ data: refused(req) });
  });
  router.get('/inbox', (req, res) => {
    const emails = matching(req);
    const list = {
      emails: emails.slice(0, PAGE_SIZE),
      total: emails.length,
      to: queryText(req, 'to'),
      refused: refused(req),
    };
    sendPage(res, inboxPage(list));
  });
  router.get('/inbox/:id', (req, res) => {
    const email = mailbox.email(req.params.id);
    if (email === undefined) sendPage(res.status(404), missingEmailPage());
    else sendPage(res, emailPage(email));
  });
  router.get('/inbox/:id/json', (req, res) => {
    const email = mailbox.email(req.params.id);
    if (email === undefined) sendPage(res.status(404), missingEmailPage());
    else res.json(asJson(email));
  });
  router.get('/inbox/:id/html', (req, res) => {
    const body = mailbox.email(req.params.id)?.public.html ?? null;
    if (body === null) sendPage(res.status(404), missingEmailPage());
    else send(res, PREVIEW_POLICY, previewDocument(body));
  });
  return router;
}

function queryText(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === 'string' ? value : '';
}

function sendPage(res: Response, page: Html): void {
  send(res, PAGE_POLICY, page.toString());
}

function send(res: Response, policy: string, markup: string): void {
  res.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  res.type('html').send(markup);
}
