import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { control, cups, Receiver, startSandbox, submitPaymentPage, temporaryFolder } from './fixture.ts';

const EVERY = 2;

async function aSharedAccount() {
  const receiver = await Receiver.start();
  const dir = await temporaryFolder();
  const start = () =>
    startSandbox({ dir, webhookUrl: receiver.url, neighbour: { every: EVERY, seed: 1 }, settleAfterMs: 0 });
  return { receiver, start };
}

const isTheirs = ({ metadata }: { metadata: Stripe.Metadata | null }) => metadata?.['application'] === 'donations';

it('another application sells something with every so many-th purchase, also after a restart, and its events are posted', async () => {
  const { receiver, start } = await aSharedAccount();
  let sandbox = await start();
  for (const purchases of [1, 2, 3, 4, 5]) {
    const { url } = await sandbox.stripe.checkout.sessions.create(cups());
    await submitPaymentPage(url);
    const { data } = await sandbox.stripe.checkout.sessions.list({ limit: 100 });
    expect(data.filter(isTheirs)).toHaveLength(Math.ceil(purchases / EVERY));
    if (purchases !== 2) continue;
    await sandbox.close();
    sandbox = await start();
  }
  const declined = await receiver.received('payment_intent.payment_failed');
  expect(declined.data.object).toMatchObject({ metadata: { application: 'donations', orderId: 'donation-1' } });
});

it('when there is none, nobody else sells anything', async () => {
  const { stripe } = await startSandbox();
  const { url } = await stripe.checkout.sessions.create(cups());
  await submitPaymentPage(url);
  expect((await stripe.checkout.sessions.list()).data.filter(isTheirs)).toEqual([]);
});

it('a thin event is signed and posted when it is asked for, and no list shows it', async () => {
  const receiver = await Receiver.start();
  const { url, stripe } = await startSandbox({ webhookUrl: receiver.url });
  await control(`${url}/_sandbox/stripe/thin-events`, { type: 'v2.core.account.updated' });
  const { object, type } = JSON.parse(await receiver.thin()) as { object: string; type: string };
  expect({ object, type }).toEqual({ object: 'v2.core.event', type: 'v2.core.account.updated' });
  expect((await stripe.events.list()).data).toEqual([]);
});
