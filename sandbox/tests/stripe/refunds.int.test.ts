import { describe, expect, it } from 'vitest';
import { cups, Receiver, refusal, startSandbox, submitPaymentPage } from './fixture.ts';

/** A session paid with 39.98 euros. */
async function paid(webhookUrl: string | null = null) {
  const sandbox = await startSandbox({ webhookUrl });
  const { id, url } = await sandbox.stripe.checkout.sessions.create(cups());
  await submitPaymentPage(url);
  const { payment_intent } = await sandbox.stripe.checkout.sessions.retrieve(id);
  const intent = payment_intent as string;
  const charge = async () => {
    const { latest_charge } = await sandbox.stripe.paymentIntents.retrieve(intent, {
      expand: ['latest_charge.refunds'],
    });
    return latest_charge;
  };
  return { ...sandbox, intent, charge };
}

describe('a refund', () => {
  it('gives everything back when no amount is given', async () => {
    const { stripe, intent, charge } = await paid();
    const refund = await stripe.refunds.create({
      payment_intent: intent,
      reason: 'requested_by_customer',
      metadata: { refund_id: 'r-1' },
    });
    expect(refund).toMatchObject({
      object: 'refund',
      amount: 3998,
      currency: 'eur',
      status: 'succeeded',
      reason: 'requested_by_customer',
      payment_intent: intent,
      metadata: { refund_id: 'r-1' },
    });
    expect(await charge()).toMatchObject({
      amount_refunded: 3998,
      refunded: true,
      refunds: { data: [{ id: refund.id }] },
    });
  });

  it('gives parts back until nothing is left', async () => {
    const { stripe, intent, charge } = await paid();
    await stripe.refunds.create({ payment_intent: intent, amount: 1000 });
    expect(await charge()).toMatchObject({ amount_refunded: 1000, refunded: false });
    await stripe.refunds.create({ payment_intent: intent });
    expect(await charge()).toMatchObject({ amount_refunded: 3998, refunded: true });

    const listed = await stripe.refunds.list({ payment_intent: intent });
    expect(listed.data.map(({ amount }) => amount)).toEqual([2998, 1000]);
    const error = await refusal(stripe.refunds.create({ payment_intent: intent, amount: 1 }));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', code: 'charge_already_refunded' });
    expect(error.message).toMatch(/^Charge ch_\w+ has already been refunded\.$/);
  });

  it('is refused above what was paid, and above what is left', async () => {
    const { stripe, intent, charge } = await paid();
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent: intent, amount: 3999 }));
    expect(tooMuch).toMatchObject({
      statusCode: 400,
      param: 'amount',
      message: 'Refund amount (€39.99) is greater than charge amount (€39.98)',
    });
    await stripe.refunds.create({ payment_intent: intent, amount: 3000 });
    const moreThanLeft = await refusal(stripe.refunds.create({ payment_intent: intent, amount: 999 }));
    expect(moreThanLeft.message).toBe('Refund amount (€9.99) is greater than unrefunded amount on charge (€9.98)');
    expect(await charge()).toMatchObject({ amount_refunded: 3000 });
  });

  it('is refused for nothing, for an unknown payment and for one that was declined', async () => {
    const { stripe } = await startSandbox();
    const declined = await refusal(
      stripe.paymentIntents.create({
        amount: 2000,
        currency: 'usd',
        payment_method: 'pm_card_chargeDeclined',
        confirm: true,
      }),
    );
    const attempts = [
      {},
      { payment_intent: 'pi_1' },
      { payment_intent: declined.payment_intent!.id },
      { charge: declined.charge! },
    ];
    const errors = await Promise.all(attempts.map((params) => refusal(stripe.refunds.create(params))));
    expect(errors.map(({ message }) => message)).toEqual([
      'One of the following params should be provided for this request: payment_intent or charge.',
      "No such payment_intent: 'pi_1'",
      expect.stringContaining('does not have a successful charge to refund.'),
      expect.stringContaining('has failed and cannot be refunded.'),
    ]);
  });

  it('is told by refund.created, charge.refunded and refund.updated', async () => {
    const receiver = await Receiver.start();
    const { stripe, intent } = await paid(receiver.url);
    const { id } = await stripe.refunds.create({ payment_intent: intent, amount: 500 }, { idempotencyKey: 'r-1' });
    const created = await receiver.received('refund.created');
    expect(created.data.object).toMatchObject({ id, amount: 500, status: 'succeeded' });
    expect(created.request?.idempotency_key).toBe('r-1');
    const refunded = await receiver.received('charge.refunded');
    expect(refunded.data).toMatchObject({
      object: { amount_refunded: 500, refunded: false },
      previous_attributes: { amount_refunded: 0 },
    });
    await receiver.received('refund.updated');
    const { data } = await stripe.events.list({ types: ['refund.created', 'charge.refunded', 'refund.updated'] });
    expect(data.map(({ type }) => type)).toEqual(['refund.updated', 'charge.refunded', 'refund.created']);
  });

  it('can be retrieved and given other metadata', async () => {
    const { stripe, intent } = await paid();
    const { id } = await stripe.refunds.create({ payment_intent: intent, metadata: { a: '1' } });
    await stripe.refunds.update(id, { metadata: { b: '2' } });
    expect((await stripe.refunds.retrieve(id)).metadata).toEqual({ a: '1', b: '2' });
  });
});
