import type { StripeAccount } from '../stripe/stripe-account.ts';
import { totalOf } from '../stripe/pages/payment-page.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';
import { table } from './table.ts';

const SHOWN = 20;

/** What has happened lately, newest first. */
export function homePage({ state, events }: StripeAccount): Page {
  const sessions = state.sessions.values().slice(-SHOWN).reverse();
  const attempts = events.webhooks?.recentAttempts().slice(0, SHOWN) ?? [];
  return {
    title: 'Sandbox',
    layout: 'overview',
    body: html`<main>
      <h1>Sandbox</h1>
      <p>
        Local stand-ins for Stripe, Resend and Cloudinary. <a href="/inbox">Read the mail that was sent →</a>
        <a href="/faults">Let something go wrong →</a>
      </p>
      <h2>Payments</h2>
      ${table(
        ['Order', 'Amount', 'Status', 'Created (UTC)', ''],
        sessions.map((session) => [
          session.client_reference_id ?? session.id,
          totalOf(session),
          badge(session.status ?? ''),
          time(session.created * 1000),
          session.url === null ? '' : html`<a href="${session.url}">Pay</a>`,
        ]),
        'Nobody has checked out yet.',
      )}
      <h2>Webhook deliveries</h2>
      ${events.webhooks !== null && html`<p>${events.webhooks.pendingCount()} pending</p>`}
      ${table(
        ['Event', 'Answer', 'Try', 'Took', 'Time (UTC)'],
        attempts.map(({ label, id, answer, delivered, attempt, took, at }) => [
          html`${label} <small>${id}</small>`,
          badge(answer, delivered ? 'complete' : 'failed'),
          attempt,
          `${took} ms`,
          time(at),
        ]),
        events.webhooks === null ? 'No webhook endpoint is configured.' : 'None since the sandbox started.',
      )}
    </main>`,
  };
}

const badge = (text: string, kind = text) => html`<span class="badge ${kind}">${text}</span>`;

const time = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
