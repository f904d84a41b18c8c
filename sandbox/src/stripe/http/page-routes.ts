import express, { Router, type Request, type Response } from 'express';
import type Stripe from 'stripe';
import { sendPage } from '../../pages/page.ts';
import { ApiError } from '../api-error.ts';
import { NO_REQUEST } from '../objects/event.ts';
import { idOf, now } from '../objects/identity.ts';
import { NO_BILLING_DETAILS, type BillingDetails } from '../objects/payment-method.ts';
import { checkedIban, filledBankForm, readBankForm } from '../pages/bank-form.ts';
import { checkedCard, filledForm, readCardForm } from '../pages/card-form.ts';
import { authenticationPage, closedPage, unknownSessionPage } from '../pages/notice-pages.ts';
import { paymentPage, type PaymentPage } from '../pages/payment-page.ts';
import { returnUrl } from '../pages/return-url.ts';
import type { StripeAccount } from '../stripe-account.ts';
import { TEST_CARDS } from '../test-cards.ts';
import { TEST_IBANS } from '../test-ibans.ts';

type Session = Stripe.Checkout.Session;
type Forms = Pick<PaymentPage, 'card' | 'bank' | 'method'>;
type SessionRequest = Request<{ id: string }>;

/** The hosted payment page. Every request looks the session up again: it may have been paid or have expired meanwhile. */
export function pageRoutes({ checkout, state, paymentMethods }: StripeAccount): Router {
  const router = Router();
  const fields = express.text({ type: () => true, limit: '10kb' });

  const withOpenSession = (handle: (session: Session, request: SessionRequest, response: Response) => void) => {
    return (request: SessionRequest, response: Response) => {
      const session = state.sessions.get(request.params.id);
      if (session === undefined) sendPage(response, unknownSessionPage(), 404);
      else if (session.status !== 'open' || session.expires_at <= now()) sendPage(response, closedPage(session), 410);
      else handle(session, request, response);
    };
  };

  const showForms = (response: Response, session: Session, forms: Forms, error?: string) => {
    const lines = checkout
      .lineItems(session.id)
      .map((item) => ({ item, product: state.products.get(idOf(item.price.product)) }));
    sendPage(response, paymentPage({ session, lines, ...forms, error }), error === undefined ? 200 : 402);
  };

  /** Leads back to the shop, on to the authentication, or to the form again with the reason why nothing was paid. */
  const answer = (response: Response, session: Session, forms: Forms, pay: () => Stripe.PaymentIntent) => {
    try {
      const { status, last_payment_error: failure } = state.together(pay);
      if (status === 'requires_action') response.redirect(303, `/c/pay/${session.id}/authenticate`);
      else if (failure === null) response.redirect(303, returnUrl(session) ?? `/c/pay/${session.id}`);
      else showForms(response, session, forms, failure.message ?? 'The payment failed. Try again.');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      showForms(response, session, forms, error.message);
    }
  };

  router.get(
    '/c/pay/:id',
    withOpenSession((session, request, response) => {
      const { card, iban } = request.query;
      const forms = filledForms(session, { card, iban });
      showForms(response, session, iban === undefined ? forms : { ...forms, method: 'sepa_debit' });
    }),
  );

  router.post(
    '/c/pay/:id',
    fields,
    withOpenSession((session, request, response) => {
      const typed = fieldsOf(request);
      if (typed.has('iban')) {
        const bank = readBankForm(typed);
        answer(response, session, { ...filledForms(session), bank, method: 'sepa_debit' }, () =>
          checkout.pay(session.id, paymentMethods.addIban(checkedIban(bank), billingOf(bank)), NO_REQUEST),
        );
      } else {
        const card = readCardForm(typed);
        answer(response, session, { ...filledForms(session), card }, () =>
          checkout.pay(session.id, paymentMethods.add(checkedCard(card), billingOf(card)), NO_REQUEST),
        );
      }
    }),
  );

  router.get(
    '/c/pay/:id/authenticate',
    withOpenSession((session, _request, response) => {
      const intent = session.payment_intent === null ? undefined : state.intents.get(idOf(session.payment_intent));
      if (intent?.status === 'requires_action') sendPage(response, authenticationPage(session));
      else response.redirect(303, `/c/pay/${session.id}`);
    }),
  );

  router.post(
    '/c/pay/:id/authenticate',
    fields,
    withOpenSession((session, request, response) => {
      const approved = fieldsOf(request).get('outcome') === 'approve';
      const forms = filledForms(session);
      answer(response, session, forms, () => checkout.authenticate(session.id, approved, NO_REQUEST));
    }),
  );
  return router;
}

/** Forms that pay as they are, with what was picked among the test cards and test IBANs. */
function filledForms({ customer_email }: Session, picked: { card?: unknown; iban?: unknown } = {}): Forms {
  const card = TEST_CARDS.find(({ number }) => number === picked.card) ?? TEST_CARDS[0];
  const account = TEST_IBANS.find(({ iban }) => iban === picked.iban) ?? TEST_IBANS[0];
  const email = customer_email ?? '';
  return {
    card: filledForm(card?.number ?? '', email),
    bank: filledBankForm(account?.iban ?? '', email),
    method: 'card',
  };
}

const billingOf = ({ email, name }: { email: string; name: string }): BillingDetails => ({
  ...NO_BILLING_DETAILS,
  email,
  name: name === '' ? null : name,
});

function fieldsOf(request: Request<{ id: string }>): URLSearchParams {
  const body: unknown = request.body;
  return new URLSearchParams(typeof body === 'string' ? body : '');
}
