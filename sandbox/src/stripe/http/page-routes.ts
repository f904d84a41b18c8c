import express, { Router, type Request, type Response } from 'express';
import type Stripe from 'stripe';
import { sendPage } from '../../pages/page.ts';
import { ApiError } from '../api-error.ts';
import { NO_REQUEST } from '../objects/event.ts';
import { idOf, now } from '../objects/identity.ts';
import { NO_BILLING_DETAILS } from '../objects/payment-method.ts';
import { checkedCard, filledForm, readCardForm, type CardForm } from '../pages/card-form.ts';
import { authenticationPage, closedPage, unknownSessionPage } from '../pages/notice-pages.ts';
import { paymentPage } from '../pages/payment-page.ts';
import { returnUrl } from '../pages/return-url.ts';
import type { StripeAccount } from '../stripe-account.ts';
import { TEST_CARDS } from '../test-cards.ts';

type Session = Stripe.Checkout.Session;
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

  const showForm = (response: Response, session: Session, form: CardForm, error?: string) => {
    const lines = checkout
      .lineItems(session.id)
      .map((item) => ({ item, product: state.products.get(idOf(item.price.product)) }));
    sendPage(response, paymentPage({ session, lines, form, error }), error === undefined ? 200 : 402);
  };

  /** Leads back to the shop, on to the authentication, or to the form again with the reason why nothing was paid. */
  const answer = (response: Response, session: Session, form: CardForm, pay: () => Stripe.PaymentIntent) => {
    try {
      const intent = pay();
      if (intent.status === 'succeeded') response.redirect(303, returnUrl(session) ?? `/c/pay/${session.id}`);
      else if (intent.status === 'requires_action') response.redirect(303, `/c/pay/${session.id}/authenticate`);
      else showForm(response, session, form, intent.last_payment_error?.message ?? 'The payment failed. Try again.');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      showForm(response, session, form, error.message);
    }
  };

  router.get(
    '/c/pay/:id',
    withOpenSession((session, request, response) => {
      const picked = TEST_CARDS.find(({ number }) => number === request.query['card']) ?? TEST_CARDS[0];
      showForm(response, session, filledForm(picked?.number ?? '', session.customer_email ?? ''));
    }),
  );

  router.post(
    '/c/pay/:id',
    fields,
    withOpenSession((session, request, response) => {
      const form = readCardForm(fieldsOf(request));
      const billing = { ...NO_BILLING_DETAILS, email: form.email, name: form.name === '' ? null : form.name };
      answer(response, session, form, () =>
        checkout.pay(session.id, paymentMethods.add(checkedCard(form), billing), NO_REQUEST),
      );
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
      const form = filledForm('', session.customer_email ?? '');
      answer(response, session, form, () => checkout.authenticate(session.id, approved, NO_REQUEST));
    }),
  );
  return router;
}

function fieldsOf(request: Request<{ id: string }>): URLSearchParams {
  const body: unknown = request.body;
  return new URLSearchParams(typeof body === 'string' ? body : '');
}
