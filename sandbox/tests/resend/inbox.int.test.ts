import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startResend } from './running-resend.ts';
import type { RunningResend } from './running-resend.ts';

const hostile = '<script>alert(1)</script>"\'&';

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

async function send(overrides: Record<string, unknown> = {}): Promise<string> {
  const message = {
    from: 'orders@souk.dev',
    to: 'ann@shop.dev',
    subject: 'Your order',
    html: '<p>Thanks</p>',
    ...overrides,
  };
  return (await running.sdk.emails.send(message)).data!.id;
}

async function open(page: string) {
  const response = await fetch(`${running.url}${page}`);
  return {
    status: response.status,
    policy: response.headers.get('content-security-policy'),
    text: await response.text(),
  };
}

it('lists messages newest first and says that it is a sandbox', async () => {
  await send({ subject: 'First' });
  const second = await send({ subject: 'Second' });
  const { text, policy } = await open('/inbox');
  expect(text.indexOf('Second')).toBeLessThan(text.indexOf('First'));
  expect(text).toContain(`href="/inbox/${second}"`);
  expect(text).toContain('orders@souk.dev → ann@shop.dev');
  expect(text).toContain('no message here was sent to anyone');
  expect(policy).not.toContain('unsafe-inline');
});

it('shows only the messages of the recipient searched for', async () => {
  await send({ subject: 'For Ann' });
  await send({ subject: 'For Bob', to: 'bob@shop.dev' });
  const { text } = await open('/inbox?to=bob@');
  expect(text).toContain('For Bob');
  expect(text).not.toContain('For Ann');
});

it('shows the headers, the text and links to the raw message', async () => {
  const id = await send({ text: 'Plain thanks', replyTo: 'help@souk.dev', headers: { 'X-Order': 'o_1' } });
  const { text } = await open(`/inbox/${id}`);
  expect(text).toMatch(/<dt>Reply-To<\/dt>\s*<dd>help@souk.dev<\/dd>/);
  expect(text).toMatch(/<dt>X-Order<\/dt>\s*<dd>o_1<\/dd>/);
  expect(text).toContain('<pre class="text">Plain thanks</pre>');
  expect(text).toMatch(new RegExp(`<iframe[^>]*src="/inbox/${id}/html"[^>]*sandbox="allow-popups`));
  expect(text).toContain(`href="/inbox/${id}/json"`);
  expect(JSON.parse((await open(`/inbox/${id}/json`)).text)).toMatchObject({ id, text: 'Plain thanks' });
});

it('shows what was refused, why, and to whom, also after a restart', async () => {
  await running.sdk.emails.send({ from: 'orders@souk.dev', to: 'ann@example.com', subject: hostile, text: 'x' });
  await running.sdk.emails.send({ from: 'orders@souk.dev', to: 'bob@test.com', subject: 'For Bob', text: 'x' });
  await running.stop();
  running = await startResend({ dir });
  const { text } = await open('/inbox?to=ann@');
  expect(text).toContain('go to nobody');
  expect(text).toContain('ann@example.com');
  expect(text).toContain('422: Invalid `to` field. Please use our testing email address');
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('For Bob');
  expect(JSON.parse((await open('/_sandbox/refused-emails')).text)).toMatchObject({
    data: [{ to: ['bob@test.com'], statusCode: 422 }, { to: ['ann@example.com'] }],
  });
  expect((await open('/inbox?to=carl@')).text).not.toContain('go to nobody');
});

it('escapes everything that a message brings', async () => {
  const id = await send({ subject: hostile, text: hostile, headers: { [hostile]: hostile } });
  for (const page of ['/inbox', `/inbox/${id}`, `/inbox?to=${encodeURIComponent(hostile)}`]) {
    const { text, policy } = await open(page);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(text).not.toContain('<script');
    expect(policy).toContain("default-src 'none'");
  }
});

it('previews the HTML in a document that can neither run scripts nor reach the pages', async () => {
  const body = '<html><head><title>x</title></head><body><a href="https://souk.dev">Go</a></body></html>';
  const { text, policy } = await open(`/inbox/${await send({ html: body })}/html`);
  expect(text).toBe(body.replace('<head>', '<head><base target="_blank">'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('sandbox allow-popups');
  expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
});

it('answers 404 for an unknown message and for a missing HTML part', async () => {
  const plain = await send({ html: undefined, text: 'Only text' });
  expect((await open('/inbox/unknown')).status).toBe(404);
  expect((await open(`/inbox/${plain}/html`)).status).toBe(404);
  expect((await open(`/inbox/${plain}`)).text).not.toContain('<iframe');
});

it('serves its stylesheet', async () => {
  const response = await fetch(`${running.url}/_sandbox/inbox.css`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
});
