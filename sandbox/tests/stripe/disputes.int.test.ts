import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { control, cups, Receiver, refusal, startSandbox, submitPaymentPage, temporaryFolder } from './fixture.ts';

const DISPUTED = '4000 0000 0000 0259';

async function disputed(dir?: string) {
  const receiver = await Receiver.start();
  const sandbox = await startSandbox({ webhookUrl: receiver.url, ...(dir !== undefined && { dir }) });
  const session = await sandbox.stripe.checkout.sessions.create(cups());
  await submitPaymentPage(session.url, { number: DISPUTED });
  const created = await receiver.received('charge.dispute.created');
  const dispute = created.data.object as Stripe.Dispute;
  const close = (status: string) => control(`${sandbox.url}/_sandbox/stripe/disputes/${dispute.id}/close`, { status });
  const types = async (limit: number) => (await sandbox.stripe.events.list({ limit })).data.map(({ type }) => type);
  return { ...sandbox, stop: sandbox.close, receiver, session, dispute, close, types };
}

describe('a payment with the card 4000 0000 0000 0259', () => {
  it('succeeds and is disputed right after', async () => {
    const { stripe, url, session, dispute, types } = await disputed();
    expect(dispute).toMatchObject({
      object: 'dispute',
      amount: 3998,
      currency: 'eur',
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [{ amount: -3998, fee: 1500, net: -5498, source: dispute.id }],
      evidence: { customer_email_address: 'jo@shop.localhost' },
    });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] });
    expect(paid).toMatchObject({
      payment_status: 'paid',
      payment_intent: { id: dispute.payment_intent, latest_charge: { id: dispute.charge, disputed: true } },
    });
    expect(await types(10)).toEqual([
      'charge.dispute.funds_withdrawn',
      'charge.dispute.created',
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
    ]);
    expect(await (await fetch(`${url}/_sandbox/stripe/ledger`)).json()).toMatchObject({
      charges: [{ id: dispute.charge, disputed: true }],
      disputes: [{ id: dispute.id, amount: 3998, status: 'needs_response', payment_intent: dispute.payment_intent }],
    });
  });

  it('can be found by its id, its charge and its payment intent', async () => {
    const { stripe, dispute } = await disputed();
    const found = await stripe.disputes.retrieve(dispute.id, { expand: ['charge', 'payment_intent'] });
    expect(found).toMatchObject({ charge: { id: dispute.charge }, payment_intent: { id: dispute.payment_intent } });
    const ids = async (params: Stripe.DisputeListParams) =>
      (await stripe.disputes.list(params)).data.map(({ id }) => id);
    expect(await ids({ charge: dispute.charge as string })).toEqual([dispute.id]);
    expect(await ids({ payment_intent: dispute.payment_intent as string })).toEqual([dispute.id]);
    expect(await ids({ charge: 'ch_1' })).toEqual([]);
    expect(await refusal(stripe.disputes.retrieve('du_1'))).toMatchObject({ statusCode: 404 });
  });

  it('cannot be refunded until the dispute is won, which brings the money back', async () => {
    const { stripe, receiver, dispute, close, types } = await disputed();
    const refund = { payment_intent: dispute.payment_intent as string };
    expect(await refusal(stripe.refunds.create(refund))).toMatchObject({ statusCode: 400, code: 'charge_disputed' });

    expect(await (await close('won')).json()).toMatchObject({ status: 'won', is_charge_refundable: true });
    const reinstated = await receiver.received('charge.dispute.funds_reinstated');
    expect((reinstated.data.object as Stripe.Dispute).balance_transactions.map(({ net }) => net)).toEqual([
      -5498, 3998,
    ]);
    const closed = await receiver.received('charge.dispute.closed');
    expect(closed.data.object).toMatchObject({ id: dispute.id, status: 'won' });
    expect(await types(2)).toEqual(['charge.dispute.closed', 'charge.dispute.funds_reinstated']);
    expect(await stripe.refunds.create(refund)).toMatchObject({ status: 'succeeded' });
  });

  it('loses the money when the dispute is lost, and closes once', async () => {
    const { stripe, receiver, dispute, close } = await disputed();
    expect((await close('perhaps')).status).toBe(400);
    expect((await close('lost')).status).toBe(200);
    const closed = await receiver.received('charge.dispute.closed');
    expect(closed.data.object).toMatchObject({ id: dispute.id, status: 'lost' });
    expect((await close('won')).status).toBe(400);
    expect(await refusal(stripe.disputes.close(dispute.id))).toMatchObject({ statusCode: 400 });
    expect(receiver.types()).not.toContain('charge.dispute.funds_reinstated');
  });

  it('is accepted as lost through the API, and known after a restart', async () => {
    const dir = await temporaryFolder();
    const before = await disputed(dir);
    expect(await before.stripe.disputes.close(before.dispute.id)).toMatchObject({ status: 'lost' });
    await before.stop();
    const after = await startSandbox({ dir });
    expect(await after.stripe.disputes.retrieve(before.dispute.id)).toMatchObject({ status: 'lost', amount: 3998 });
  });
});
