import express, { Router } from 'express';
import { existing, invalidRequest } from '../api-error.ts';
import { NO_REQUEST } from '../objects/event.ts';
import { NO_BILLING_DETAILS } from '../objects/payment-method.ts';
import { declineOf } from '../payments.ts';
import type { StripeAccount } from '../stripe-account.ts';
import { answerApiError } from './endpoint.ts';

/** What tests, benchmarks and checkers do and see without a browser or an API key, under `/_sandbox/stripe`. */
export function controlRoutes({
  checkout,
  payments,
  paymentMethods,
  refunds,
  disputes,
  events,
  state,
}: StripeAccount): Router {
  const router = Router();

  const methodOf = (body: unknown) => {
    const [number, iban] = [textIn(body, 'cardNumber'), textIn(body, 'iban')];
    if (iban !== null) return paymentMethods.addIban(iban, NO_BILLING_DETAILS);
    if (number === null) throw nothingToPayWith();
    const card = { number, expMonth: 12, expYear: new Date().getFullYear() + 2 };
    return paymentMethods.add(card, NO_BILLING_DETAILS);
  };

  router.get('/sessions', (_request, response) => {
    response.json(
      state.sessions.values().map((session) => ({
        id: session.id,
        status: session.status,
        payment_status: session.payment_status,
        amount_total: session.amount_total,
        currency: session.currency,
        client_reference_id: session.client_reference_id,
        url: session.url,
      })),
    );
  });

  router.get('/ledger', (_request, response) => {
    response.json({
      payment_intents: state.intents
        .values()
        .map(({ id, amount, amount_received, currency, status, latest_charge, metadata }) => {
          return { id, amount, amount_received, currency, status, latest_charge, metadata };
        }),
      charges: state.charges
        .values()
        .map(({ id, amount, amount_refunded, currency, status, disputed, payment_intent }) => {
          return { id, amount, amount_refunded, currency, status, disputed, payment_intent };
        }),
      refunds: state.refunds.values().map(({ id, amount, currency, status, charge, payment_intent, metadata }) => {
        return { id, amount, currency, status, charge, payment_intent, metadata };
      }),
      disputes: state.disputes.values().map(({ id, amount, currency, status, reason, charge, payment_intent }) => {
        return { id, amount, currency, status, reason, charge, payment_intent };
      }),
    });
  });

  router.post('/sessions/:id/pay', express.json(), (request, response) => {
    const { id } = checkout.session(request.params.id);
    const intent = state.together(() => checkout.pay(id, methodOf(request.body), NO_REQUEST));
    const declined = declineOf(intent);
    if (declined !== null) throw declined;
    response.json({ session: checkout.session(id), payment_intent: intent });
  });

  router.post('/sessions/:id/expire', (request, response) => {
    response.json(checkout.expire(request.params.id, NO_REQUEST));
  });

  router.post('/payment_intents/:id/settle', (request, response) => {
    const { id } = payments.intent(request.params.id);
    const paid = state.sessions.values().find(({ payment_intent }) => payment_intent === id);
    if (paid === undefined) throw invalidRequest('No session was paid with this intent, so that nothing is to settle.');
    response.json({ payment_intent: checkout.settleDebit(paid.id, NO_REQUEST), session: checkout.session(paid.id) });
  });

  router.post('/refunds/:id/settle', (request, response) => {
    response.json(refunds.settle(request.params.id, NO_REQUEST));
  });

  router.post('/disputes/:id/close', express.json(), (request, response) => {
    const status = textIn(request.body, 'status');
    if (status !== 'won' && status !== 'lost') throw invalidRequest('Send {"status": "won"} or {"status": "lost"}.');
    response.json(disputes.close(request.params.id, status, NO_REQUEST));
  });

  router.post('/events/:id/resend', (request, response) => {
    const { id } = existing('event', state.events, request.params.id);
    if (events.webhooks === null) throw invalidRequest('There is nobody to tell: set STRIPE_WEBHOOK_URL.');
    events.webhooks.sendAgain(id);
    response.json(events.find(id));
  });

  router.post('/thin-events', express.json(), (request, response) => {
    const type = textIn(request.body, 'type') ?? 'v2.core.account.updated';
    const id = textIn(request.body, 'id') ?? 'acct_test_1';
    response.json(events.emitThin(type, { id, type: 'v2.core.account', url: `/v2/core/accounts/${id}` }));
  });

  router.use(answerApiError);
  return router;
}

function textIn(body: unknown, field: string): string | null {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? value : null;
}

const nothingToPayWith = () =>
  invalidRequest('Send JSON such as {"cardNumber": "4242424242424242"} or {"iban": "AT611904300234573201"}.');
