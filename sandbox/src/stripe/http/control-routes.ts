import express, { Router } from 'express';
import { invalidRequest } from '../api-error.ts';
import { NO_REQUEST } from '../objects/event.ts';
import { NO_BILLING_DETAILS } from '../objects/payment-method.ts';
import { declineOf } from '../payments.ts';
import type { StripeAccount } from '../stripe-account.ts';
import { answerApiError } from './endpoint.ts';

/** What tests, benchmarks and checkers do and see without a browser or an API key, under `/_sandbox/stripe`. */
export function controlRoutes({ checkout, paymentMethods, state }: StripeAccount): Router {
  const router = Router();

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
      charges: state.charges.values().map(({ id, amount, amount_refunded, currency, status, payment_intent }) => {
        return { id, amount, amount_refunded, currency, status, payment_intent };
      }),
      refunds: state.refunds.values().map(({ id, amount, currency, status, charge, payment_intent, metadata }) => {
        return { id, amount, currency, status, charge, payment_intent, metadata };
      }),
    });
  });

  router.post('/sessions/:id/pay', express.json(), (request, response) => {
    const number = cardNumberOf(request.body);
    const { id } = checkout.session(request.params.id);
    const card = { number, expMonth: 12, expYear: new Date().getFullYear() + 2 };
    const intent = checkout.pay(id, paymentMethods.add(card, NO_BILLING_DETAILS), NO_REQUEST);
    const declined = declineOf(intent);
    if (declined !== null) throw declined;
    response.json({ session: checkout.session(id), payment_intent: intent });
  });

  router.post('/sessions/:id/expire', (request, response) => {
    response.json(checkout.expire(request.params.id, NO_REQUEST));
  });

  router.use(answerApiError);
  return router;
}

function cardNumberOf(body: unknown): string {
  const number: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'cardNumber') : undefined;
  if (typeof number === 'string') return number;
  throw invalidRequest('Send JSON such as {"cardNumber": "4242424242424242"}.', { param: 'cardNumber' });
}
