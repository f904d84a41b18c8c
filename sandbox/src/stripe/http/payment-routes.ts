import { Router } from 'express';
import type Stripe from 'stripe';
import { existing, invalidRequest } from '../api-error.ts';
import { missingPaymentMethod, readIntentRequest } from '../intent-request.ts';
import type { Cause } from '../objects/event.ts';
import { idOf } from '../objects/identity.ts';
import { createdFilter, fieldFilter, page } from '../pagination.ts';
import { declineOf } from '../payments.ts';
import { readPaymentMethodRequest } from '../payment-method-request.ts';
import type { StripeAccount } from '../stripe-account.ts';
import type { Endpoint } from './endpoint.ts';

const CANCELLATION_REASONS = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Payment intents, payment methods, charges and refunds. */
export function paymentRoutes(account: StripeAccount, endpoint: Endpoint): Router {
  const { state, payments, paymentMethods, refunds, events, catalog } = account;
  const router = Router();

  const confirm = (intent: Stripe.PaymentIntent, methodId: string, cause: Cause) => {
    const attempted = payments.attempt(intent, paymentMethods.resolve(methodId), cause);
    const declined = declineOf(attempted);
    if (declined !== null) throw declined;
    return attempted;
  };

  router.post(
    '/payment_intents',
    endpoint(({ body, cause }) => {
      const request = readIntentRequest(body, catalog);
      const method = request.paymentMethod === null ? null : paymentMethods.resolve(request.paymentMethod).id;
      const intent = state.intents.put(request.intent.id, { ...request.intent, payment_method: method });
      events.emit('payment_intent.created', intent, cause);
      return request.confirm && method !== null ? confirm(intent, method, cause) : intent;
    }),
  );
  router.get(
    '/payment_intents/:id',
    endpoint(({ id }) => payments.intent(id)),
  );
  router.post(
    '/payment_intents/:id/confirm',
    endpoint(({ id, body, cause }) => {
      const intent = payments.intent(id);
      const given = body.string('payment_method');
      body.accept('return_url', 'off_session');
      body.rejectUnknown();
      const method = given ?? (intent.payment_method === null ? null : idOf(intent.payment_method));
      if (method === null) throw missingPaymentMethod();
      return confirm(intent, method, cause);
    }),
  );
  router.post(
    '/payment_intents/:id/cancel',
    endpoint(({ id, body, cause }) => {
      const reason = body.oneOf('cancellation_reason', CANCELLATION_REASONS);
      body.rejectUnknown();
      return payments.cancel(payments.intent(id), reason, cause);
    }),
  );

  router.post(
    '/payment_methods',
    endpoint(({ body }) => {
      const { card, iban, token, billing } = readPaymentMethodRequest(body);
      if (card !== null) return paymentMethods.add(card, billing);
      if (token !== null) return paymentMethods.addNamed(token, billing);
      if (iban !== null) return paymentMethods.addIban(iban, billing);
      throw invalidRequest('Send card[token], card[number] or sepa_debit[iban].', { param: 'type' });
    }),
  );
  router.get(
    '/payment_methods/:id',
    endpoint(({ id }) => existing('PaymentMethod', state.paymentMethods, id)),
  );

  router.get(
    '/charges',
    endpoint(({ query, path }) => {
      const created = createdFilter(query);
      const intent = fieldFilter<Stripe.Charge>(query, 'payment_intent');
      const filter = (charge: Stripe.Charge) => created(charge) && intent(charge);
      return page(state.charges.values().reverse(), query, { url: path, filter });
    }),
  );
  router.get(
    '/charges/:id',
    endpoint(({ id }) => existing('charge', state.charges, id)),
  );

  router.post(
    '/refunds',
    endpoint(({ body, cause }) => refunds.create(body, cause)),
  );
  router.get(
    '/refunds',
    endpoint(({ query, path }) => {
      const created = createdFilter(query);
      const intent = fieldFilter<Stripe.Refund>(query, 'payment_intent');
      const charge = fieldFilter<Stripe.Refund>(query, 'charge');
      const filter = (refund: Stripe.Refund) => created(refund) && intent(refund) && charge(refund);
      return page(state.refunds.values().reverse(), query, { url: path, filter });
    }),
  );
  router.get(
    '/refunds/:id',
    endpoint(({ id }) => refunds.refund(id)),
  );
  router.post(
    '/refunds/:id',
    endpoint(({ id, body, cause }) => refunds.updateMetadata(id, body, cause)),
  );
  return router;
}
