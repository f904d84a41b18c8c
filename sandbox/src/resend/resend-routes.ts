import { randomUUID } from 'node:crypto';
import express from 'express';
import type { RequestHandler, Response, Router } from 'express';
import type { WebhookStrike } from '../faults/faults.ts';
import type { Store } from '../store.ts';
import type { PendingDelivery } from '../webhooks/webhook-sender.ts';
import { DeliveryWebhooks } from './delivery-webhooks.ts';
import { claimOf, repeatOnce } from './idempotency.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { Mailbox } from './mailbox.ts';
import type { AcceptedCall, Email } from './mailbox.ts';
import { parseMessage } from './message.ts';
import type { Message } from './message.ts';
import { Refusals, type RefusedEmail } from './refusals.ts';
import { replyWithResendError, ResendError, unknownEndpoint } from './resend-error.ts';
import { outcomesFor } from './simulated-delivery.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface ResendOptions {
  store: Store;
  /** Where a browser reaches the sandbox, without a trailing slash. */
  publicUrl: string;
  webhookUrl: string | null;
  /** `whsec_` followed by the Base64 of the signing key. */
  webhookSecret: string;
  /** The types of event that are posted; all by default. */
  enabledEvents?: readonly string[] | null;
  /** Runs before each call that sends mail: the place to answer 429 or 500, to wait, or to lose the reply. */
  faults?: RequestHandler;
  /** The faults that strike the next webhook. */
  strikes?: () => readonly WebhookStrike[];
  /** Stops the webhook deliveries: abort it when the server has closed and before the store does. */
  signal?: AbortSignal;
}

/** As large as Resend allows, Base64 included: https://resend.com/docs/api-reference/emails/send-email */
const MAX_BODY = '40mb';
const MAX_BATCH = 100;
const noFaults: RequestHandler = (_req, _res, next) => {
  next();
};

/** Resend's sending API and the inbox pages, to be mounted at the root. */
export function resendRoutes(options: ResendOptions): Router {
  const {
    store,
    publicUrl,
    webhookUrl,
    webhookSecret: secret,
    enabledEvents,
    faults = noFaults,
    strikes,
    signal,
  } = options;
  const mailbox = new Mailbox(store.collection<AcceptedCall>('resend_calls'));
  const refusals = new Refusals(store.collection<RefusedEmail>('resend_refusals'));
  const pending = store.collection<PendingDelivery>('resend_webhooks');
  const webhooks =
    webhookUrl === null
      ? null
      : new DeliveryWebhooks(mailbox, pending, { url: webhookUrl, secret, enabledEvents, strikes, signal });

  const read: typeof parseMessage = (body) => {
    try {
      return parseMessage(body);
    } catch (error) {
      if (error instanceof ResendError) refusals.note(body, error);
      throw error;
    }
  };

  function accept(res: Response, messages: Message[], reply: (ids: { id: string }[]) => unknown): unknown {
    const at = Date.now();
    const emails = messages.map((message) => accepted(message, at));
    const body = reply(emails.map((email) => ({ id: email.public.id })));
    store.together(() => {
      mailbox.accept({ at, idempotency: claimOf(res), emails, reply: body });
      for (const email of emails) webhooks?.publish(email);
    });
    return body;
  }

  const router = express.Router();
  router.use('/emails', authenticate);
  router.post(['/emails', '/emails/batch'], express.json({ limit: MAX_BODY }), repeatOnce(mailbox), faults);
  router.post('/emails', (req, res) => {
    res.json(accept(res, [read(req.body)], ([id]) => id));
  });
  router.post('/emails/batch', (req, res) => {
    const permissive = req.get('x-batch-validation') === 'permissive';
    const { messages, errors } = parseBatch(req.body, permissive, read);
    res.json(accept(res, messages, (data) => (permissive ? { data, errors } : { data })));
  });
  router.get('/emails/:id', (req, res) => {
    const email = mailbox.email(req.params.id);
    if (email === undefined) throw new ResendError(404, 'not_found', 'Email not found');
    res.json(email.public);
  });
  router.use('/emails', unknownEndpoint, replyWithResendError);
  router.use(inboxRoutes({ mailbox, refusals, publicUrl }), webhookRoutes(webhooks));
  return router;
}

const authenticate: RequestHandler = (req, _res, next) => {
  const key = /^Bearer\s+(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
  if (key === undefined) throw new ResendError(401, 'missing_api_key', 'Missing API Key');
  if (!key.startsWith('re_')) throw new ResendError(403, 'invalid_api_key', 'API key is invalid');
  next();
};

/** In strict mode the first wrong message refuses the whole batch; in permissive mode the others are sent. */
function parseBatch(body: unknown, permissive: boolean, read: typeof parseMessage) {
  if (!Array.isArray(body) || body.length === 0 || body.length > MAX_BATCH) {
    throw new ResendError(422, 'validation_error', `The batch must be an array of 1 to ${MAX_BATCH} emails.`);
  }
  const messages: Message[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, item] of body.entries()) {
    try {
      messages.push(read(item));
    } catch (error) {
      if (!permissive || !(error instanceof ResendError)) throw error;
      errors.push({ index, message: error.message });
    }
  }
  return { messages, errors };
}

function accepted({ headers, attachments, ...message }: Message, at: number): Email {
  const id = randomUUID();
  const email: Email['public'] = {
    object: 'email',
    id,
    ...message,
    message_id: `<${id}@sandbox.resend.dev>`,
    created_at: new Date(at).toISOString(),
    last_event: outcomesFor(message).at(-1) ?? 'sent',
    scheduled_at: null,
    topic_id: null,
  };
  return { public: email, headers, attachments };
}
