import { describe, expect, it } from 'vitest';
import { control, Receiver, refusal, startSandbox, temporaryFolder, type StartOptions } from './fixture.ts';

const LATER_MS = 3_600_000;

async function refunded(payment_method: string, options: StartOptions = {}) {
  const sandbox = await startSandbox(options);
  const paid = { amount: 2000, currency: 'eur', payment_method, confirm: true };
  const intent = await sandbox.stripe.paymentIntents.create(paid);
  const refund = await sandbox.stripe.refunds.create({ payment_intent: intent.id, metadata: { refund_id: 'r-1' } });
  const charge = () => sandbox.stripe.charges.retrieve(intent.latest_charge as string);
  const types = async (limit: number) => (await sandbox.stripe.events.list({ limit })).data.map(({ type }) => type);
  const settle = () => control(`${sandbox.url}/_sandbox/stripe/refunds/${refund.id}/settle`);
  return { ...sandbox, intent, refund, charge, types, settle };
}

describe('a refund to the card 4000 0000 0000 7726', () => {
  it('is pending, with the money already taken, until it succeeds after a while', async () => {
    const receiver = await Receiver.start();
    const options = { webhookUrl: receiver.url, settleAfterMs: 300 };
    const { stripe, refund, charge, types } = await refunded('pm_card_pendingRefund', options);
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing', amount: 2000 });
    expect(await charge()).toMatchObject({ amount_refunded: 2000, refunded: true });

    const updated = await receiver.received('refund.updated');
    expect(updated.data).toMatchObject({
      object: { id: refund.id, status: 'succeeded', metadata: { refund_id: 'r-1' } },
      previous_attributes: { status: 'pending' },
    });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(await types(3)).toEqual(['refund.updated', 'charge.refunded', 'refund.created']);
  });

  it('succeeds after a restart', async () => {
    const dir = await temporaryFolder();
    const before = await refunded('pm_card_pendingRefund', { dir, settleAfterMs: 1500 });
    await before.close();
    const receiver = await Receiver.start();
    const after = await startSandbox({ dir, webhookUrl: receiver.url });
    await receiver.received('refund.updated');
    expect((await after.stripe.refunds.retrieve(before.refund.id)).status).toBe('succeeded');
  });

  it('succeeds at once when told to, and only once', async () => {
    const { settle, refund } = await refunded('pm_card_pendingRefund', { settleAfterMs: LATER_MS });
    expect(await (await settle()).json()).toMatchObject({ id: refund.id, status: 'succeeded' });
    expect((await settle()).status).toBe(400);
  });
});

describe('a refund to the card 4000 0000 0000 5126', () => {
  it('succeeds, then fails, and the money can be refunded again', async () => {
    const receiver = await Receiver.start();
    const options = { webhookUrl: receiver.url, settleAfterMs: 300 };
    const { stripe, intent, refund, charge, types } = await refunded('pm_card_refundFail', options);
    expect(refund.status).toBe('succeeded');
    expect(await charge()).toMatchObject({ amount_refunded: 2000, refunded: true });

    const failed = await receiver.received('refund.failed');
    expect(failed.data.object).toMatchObject({
      id: refund.id,
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await charge()).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await types(5)).toEqual([
      'refund.failed',
      'refund.updated',
      'refund.updated',
      'charge.refunded',
      'refund.created',
    ]);
    expect(await stripe.refunds.create({ payment_intent: intent.id, amount: 500 })).toMatchObject({ amount: 500 });
  });

  it('gives back only what has failed of several refunds', async () => {
    const { stripe, url } = await startSandbox({ settleAfterMs: LATER_MS });
    const paid = { amount: 2000, currency: 'eur', payment_method: 'pm_card_refundFail', confirm: true };
    const { id, latest_charge: charge } = await stripe.paymentIntents.create(paid);
    const first = await stripe.refunds.create({ payment_intent: id, amount: 500 });
    await stripe.refunds.create({ payment_intent: id, amount: 700 });
    await control(`${url}/_sandbox/stripe/refunds/${first.id}/settle`);
    expect(await stripe.charges.retrieve(charge as string)).toMatchObject({ amount_refunded: 700, refunded: false });
  });

  it('does not settle with any other card', async () => {
    const { settle } = await refunded('pm_card_visa');
    const answer = await settle();
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { message: 'This refund is settled: its status is succeeded.' } },
    ]);
    expect(await refusal(startSandbox().then(({ stripe }) => stripe.refunds.retrieve('re_1')))).toMatchObject({
      statusCode: 404,
    });
  });
});
