import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Resend } from 'resend';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startResend } from './running-resend.ts';
import type { RunningResend } from './running-resend.ts';

const message = { from: 'Souk <orders@souk.dev>', to: 'ann@shop.dev', subject: 'Your order', html: '<p>Thanks</p>' };

let dir: string;
let running: RunningResend;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'resend-'));
  running = await startResend({ dir });
});

afterEach(async () => {
  await running.stop();
  await rm(dir, { recursive: true });
});

function send(overrides: Record<string, unknown>) {
  return running.sdk.emails.send({ ...message, ...overrides });
}

async function sandboxEmails(query = ''): Promise<{ data: Record<string, unknown>[]; has_more: boolean }> {
  const response = await fetch(`${running.url}/_sandbox/emails${query}`);
  return (await response.json()) as { data: Record<string, unknown>[]; has_more: boolean };
}

describe('sending through the SDK', () => {
  it('keeps a sent message, which is then found by its id', async () => {
    const sent = await send({
      cc: ['bob@shop.dev'],
      replyTo: 'help@souk.dev',
      tags: [{ name: 'order', value: 'o_1' }],
    });
    const { data } = await running.sdk.emails.get(sent.data!.id);
    expect(data).toMatchObject({
      object: 'email',
      id: sent.data!.id,
      from: message.from,
      to: ['ann@shop.dev'],
      cc: ['bob@shop.dev'],
      bcc: null,
      reply_to: ['help@souk.dev'],
      subject: 'Your order',
      html: '<p>Thanks</p>',
      text: null,
      last_event: 'delivered',
      tags: [{ name: 'order', value: 'o_1' }],
    });
  });

  it('tells the simulated outcome of a test address as the last event', async () => {
    const bounced = await send({ to: 'bounced+order@resend.dev' });
    const complained = await send({ to: 'complained@resend.dev' });
    expect((await running.sdk.emails.get(bounced.data!.id)).data?.last_event).toBe('bounced');
    expect((await running.sdk.emails.get(complained.data!.id)).data?.last_event).toBe('complained');
  });

  it('knows every message after a restart', async () => {
    const sent = await send({});
    await running.stop();
    running = await startResend({ dir });
    expect((await running.sdk.emails.get(sent.data!.id)).data?.subject).toBe('Your order');
  });

  it('sends a whole batch and answers its ids in order', async () => {
    const { data } = await running.sdk.batch.send([message, { ...message, subject: 'Second' }]);
    const ids = data!.data.map(({ id }) => id);
    expect((await sandboxEmails()).data.map(({ id, subject }) => [id, subject])).toEqual([
      [ids[1], 'Second'],
      [ids[0], 'Your order'],
    ]);
  });

  it('sends nothing of a strict batch with one wrong message', async () => {
    const { error } = await running.sdk.batch.send([message, { ...message, to: 'nobody' }]);
    expect(error).toMatchObject({ statusCode: 422, name: 'validation_error' });
    expect((await sandboxEmails()).data).toEqual([]);
  });

  it('sends the right messages of a permissive batch and names the wrong one', async () => {
    const batch = [{ ...message, to: 'nobody' }, message];
    const { data } = await running.sdk.batch.send(batch, { batchValidation: 'permissive' });
    expect(data?.data).toHaveLength(1);
    expect(data?.errors).toEqual([{ index: 0, message: expect.stringContaining('Invalid `to` field') }]);
  });
});

describe('refusals', () => {
  it.each([
    ['no recipient', { to: [] }, 'missing_required_field', 'Missing `to` field.'],
    ['no subject', { subject: '' }, 'missing_required_field', 'Missing `subject` field.'],
    ['no sender', { from: undefined }, 'missing_required_field', 'Missing `from` field.'],
    ['no content', { html: undefined }, 'validation_error', 'Missing `html` or `text` field.'],
    ['a sender that is no address', { from: 'Souk' }, 'validation_error', 'Invalid `from` field. '],
    ['51 recipients', { to: Array<string>(51).fill('a@b.dev') }, 'validation_error', 'Invalid `to` field. The maximum'],
    [
      'a recipient at example.com',
      { to: 'Ann <ann@Example.com>' },
      'validation_error',
      'Invalid `to` field. Please use',
    ],
    ['a hidden recipient at test.com', { bcc: 'x@test.com' }, 'validation_error', 'Invalid `bcc` field. Please use'],
    ['a tag with a space', { tags: [{ name: 'a b', value: 'c' }] }, 'validation_error', 'Tags should only contain'],
    ['a scheduled message', { scheduledAt: 'in 1 min' }, 'validation_error', 'The sandbox does not support'],
    [
      'an attachment without content',
      { attachments: [{ filename: 'a.pdf' }] },
      'invalid_attachment',
      'Attachment must',
    ],
  ])('refuses %s with 422', async (_case, overrides, name, start) => {
    const { data, error } = await send(overrides);
    expect(data).toBeNull();
    expect(error).toEqual({ statusCode: 422, name, message: expect.stringMatching(start) });
    expect((await sandboxEmails()).data).toEqual([]);
  });

  it('accepts 50 recipients', async () => {
    expect((await send({ to: Array<string>(50).fill('a@b.dev') })).error).toBeNull();
  });

  it('refuses a missing key with 401 and a wrong one with 403', async () => {
    const missing = await fetch(`${running.url}/emails`, { method: 'POST' });
    expect([missing.status, await missing.json()]).toEqual([
      401,
      { statusCode: 401, name: 'missing_api_key', message: 'Missing API Key' },
    ]);
    const wrong = await new Resend('sk_live', { baseUrl: running.url }).emails.send(message);
    expect(wrong.error).toEqual({ statusCode: 403, name: 'invalid_api_key', message: 'API key is invalid' });
  });

  it('answers malformed JSON, an unknown id and an unknown endpoint in the shape of Resend', async () => {
    const headers = { authorization: 'Bearer re_x', 'content-type': 'application/json' };
    const malformed = await fetch(`${running.url}/emails`, { method: 'POST', headers, body: '{"to":' });
    expect([malformed.status, await malformed.json()]).toMatchObject([400, { name: 'validation_error' }]);
    expect((await running.sdk.emails.get('unknown')).error).toMatchObject({ statusCode: 404, name: 'not_found' });
    const cancel = await running.sdk.emails.cancel('unknown');
    expect(cancel.error).toMatchObject({ statusCode: 404, name: 'not_found' });
  });

  it('leaves the bodies of other paths unread', async () => {
    const response = await fetch(`${running.url}/v1/refunds`, { method: 'POST', body: '{"not":"mine"' });
    expect(response.status).toBe(404);
  });
});

describe('the messages as JSON', () => {
  it('finds messages by recipient and subject, newest first', async () => {
    await send({ subject: 'First' });
    await send({ subject: 'Other', to: 'bob@shop.dev' });
    await send({ subject: 'First again', bcc: 'ANN@shop.dev', to: 'carl@shop.dev' });
    const subjects = async (query: string) => (await sandboxEmails(query)).data.map(({ subject }) => subject);
    expect(await subjects('')).toEqual(['First again', 'Other', 'First']);
    expect(await subjects('?to=ann@shop.dev')).toEqual(['First again', 'First']);
    expect(await subjects('?to=ann@shop.dev&subject=again')).toEqual(['First again']);
  });

  it('shows headers and attachments, with the decoded size', async () => {
    const content = Buffer.from('invoice').toString('base64');
    await send({ headers: { 'X-Order': 'o_1' }, attachments: [{ filename: 'invoice.pdf', content }] });
    const [email] = (await sandboxEmails()).data;
    expect(email).toMatchObject({
      headers: { 'X-Order': 'o_1' },
      attachments: [{ filename: 'invoice.pdf', bytes: 7 }],
      inbox_url: `${running.url}/inbox/${String(email!['id'])}`,
    });
  });
});
