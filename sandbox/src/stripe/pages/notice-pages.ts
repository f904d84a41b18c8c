import type Stripe from 'stripe';
import { html, type Html } from '../../pages/html.ts';
import type { Page } from '../../pages/page.ts';
import { returnUrl } from './return-url.ts';
import { totalOf } from './payment-page.ts';

function notice(title: string, body: Html, formTargets: readonly string[] = []): Page {
  return {
    title,
    layout: 'notice',
    formTargets,
    body: html`<main>
      <h1>${title}</h1>
      ${body}
    </main>`,
  };
}

/** Where a bank asks its customer whether the payment is wanted. */
export function authenticationPage(session: Stripe.Checkout.Session): Page {
  const back = returnUrl(session);
  return notice(
    'Confirm your payment',
    html`<p>Your bank wants to know that it is you who pays <strong>${totalOf(session)}</strong>.</p>
      <form method="post" action="/c/pay/${session.id}/authenticate">
        <button name="outcome" value="approve">Approve payment</button>
        <button name="outcome" value="fail" class="secondary">Fail authentication</button>
      </form>`,
    back === null ? [] : [new URL(back).origin],
  );
}

/** What a link to a session shows when there is nothing to pay any more. */
export function closedPage(session: Stripe.Checkout.Session): Page {
  if (session.status === 'complete' && session.payment_status === 'unpaid') {
    return notice(
      'Your debit was ordered',
      html`<p>
          It takes a while until ${totalOf(session)} have arrived. The shop is told when they have, or when they do not.
        </p>
        ${wayBack(session)}`,
    );
  }
  if (session.status === 'complete') {
    return notice(
      'Already paid',
      html`<p>This payment of ${totalOf(session)} is complete. You have not been charged again.</p>
        ${wayBack(session)}`,
    );
  }
  return notice(
    'This payment link has expired',
    html`<p>You have not been charged. Go back to the shop and check out again.</p>
      ${session.cancel_url !== null && html`<p><a class="button" href="${session.cancel_url}">Back to the shop</a></p>`}`,
  );
}

function wayBack(session: Stripe.Checkout.Session): Html | null {
  const back = returnUrl(session);
  return back === null ? null : html`<p><a class="button" href="${back}">Continue to the shop</a></p>`;
}

export function unknownSessionPage(): Page {
  return notice(
    'There is no such payment',
    html`<p>The link is wrong or belongs to another sandbox. Go back to the shop and check out again.</p>`,
  );
}
