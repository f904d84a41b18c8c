import { describe, expect, it } from 'vitest';
import { control, cups, startSandbox, temporaryFolder } from '../stripe/fixture.ts';
import { shownFaults, switchFaults } from './switching.ts';

const half = { where: 'stripe-api', what: '500', rate: 0.5 };
const always = (where: string) => ({ where, what: '500', rate: 1 });

/** For each of so many requests, whether it was struck. */
async function strikes(url: string, requests: number): Promise<string> {
  let struck = '';
  for (let sent = 0; sent < requests; sent += 1) {
    const { status } = await fetch(`${url}/v1/events`, { headers: { authorization: 'Bearer sk_test_1' } });
    struck += status === 500 ? 'x' : '.';
  }
  return struck;
}

describe('the fault switches', () => {
  it('show each rule with what it has seen and struck, until they are switched off', async () => {
    const { url } = await startSandbox();
    expect(await shownFaults(url)).toEqual({ seed: 1, rules: [] });
    await switchFaults(url, [{ where: 'stripe-api', what: '500', count: 2 }, always('resend-api')]);
    expect(await strikes(url, 4)).toBe('xx..');
    expect(await shownFaults(url)).toEqual({
      seed: 7,
      rules: [
        { where: 'stripe-api', what: '500', count: 2, seen: 4, strikes: 2 },
        { where: 'resend-api', what: '500', rate: 1, seen: 0, strikes: 0 },
      ],
    });
    const off = await fetch(`${url}/_sandbox/faults`, { method: 'DELETE' });
    expect(await off.json()).toEqual({ seed: 1, rules: [] });
    expect(await strikes(url, 3)).toBe('...');
  });

  it.each([
    ['no JSON', '{"rules":', 'The body is not JSON'],
    ['nonsense', '{"rules":[{"where":"stripe-api","what":"explode","rate":1}]}', 'rules[0].what must be one of'],
  ])('answer 400 to %s and leave the rules as they were', async (_what, body, message) => {
    const { url } = await startSandbox();
    await switchFaults(url, [half]);
    const answer = await fetch(`${url}/_sandbox/faults`, { method: 'PUT', body });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: { message: expect.stringContaining(message) } },
    ]);
    expect((await shownFaults(url)).rules).toHaveLength(1);
  });

  it('strike the same requests with the same seed, and others with another', async () => {
    const [first, second, other] = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const { url } = await startSandbox();
        await switchFaults(url, [half], seed);
        return await strikes(url, 40);
      }),
    );
    expect(first).toBe(second);
    expect(other).not.toBe(first);
    expect(first?.replaceAll('.', '').length).toBeGreaterThan(10);
    expect(first?.replaceAll('x', '').length).toBeGreaterThan(10);
  });

  it('go on after a restart where they were', async () => {
    const whole = await startSandbox();
    await switchFaults(whole.url, [half]);
    const expected = await strikes(whole.url, 20);

    const dir = await temporaryFolder();
    const before = await startSandbox({ dir });
    await switchFaults(before.url, [half]);
    const start = await strikes(before.url, 10);
    await before.close();
    const after = await startSandbox({ dir });
    expect(start + (await strikes(after.url, 10))).toBe(expected);
    expect(await shownFaults(after.url)).toMatchObject({ rules: [{ seen: 20 }] });
  });

  it('never touch the control API, the health and the pages', async () => {
    const { url, stripe } = await startSandbox();
    const session = await stripe.checkout.sessions.create(cups());
    await switchFaults(url, ['stripe-api', 'resend-api', 'cloudinary-api'].map(always));
    const pages = ['/', '/inbox', '/faults', '/_sandbox/health', '/_sandbox/stripe/ledger', '/_sandbox/emails'];
    const answers = await Promise.all([session.url ?? '', ...pages.map((page) => url + page)].map((at) => fetch(at)));
    expect(answers.map(({ status }) => status)).toEqual(Array(pages.length + 1).fill(200));
    const paid = await control(`${url}/_sandbox/stripe/sessions/${session.id}/pay`, { cardNumber: '4242424242424242' });
    expect(paid.status).toBe(200);
  });
});

describe('the page of the faults', () => {
  const submit = (url: string, fields: Record<string, string>) =>
    fetch(`${url}/faults`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  it('is linked from the home page, and nothing inline runs on it', async () => {
    const { url } = await startSandbox();
    expect(await (await fetch(url)).text()).toContain('href="/faults"');
    const page = await fetch(`${url}/faults`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    expect(text).toContain('Nothing goes wrong.');
    expect(text).not.toMatch(/<script|<style| style=| on\w+=/);
  });

  it('adds rules to those that there are, shows their strikes and switches all off', async () => {
    const { url } = await startSandbox();
    await switchFaults(url, [{ where: 'stripe-api', what: '500', count: 1 }]);
    const fields = {
      fault: 'stripe-webhooks duplicate',
      rate: '0.25',
      count: '',
      milliseconds: '',
      times: '3',
      seed: '9',
    };
    expect((await submit(url, fields)).headers.get('location')).toBe('/faults');
    await strikes(url, 2);
    expect(await shownFaults(url)).toEqual({
      seed: 9,
      rules: [
        { where: 'stripe-api', what: '500', count: 1, seen: 2, strikes: 1 },
        { where: 'stripe-webhooks', what: 'duplicate', rate: 0.25, times: 3, seen: 0, strikes: 0 },
      ],
    });
    const text = await (await fetch(`${url}/faults`)).text();
    for (const shown of ['seed 9', 'the first 1', '<td>2</td>', 'duplicate × 3', '25 %']) expect(text).toContain(shown);
    await fetch(`${url}/faults/clear`, { method: 'POST', redirect: 'manual' });
    expect((await shownFaults(url)).rules).toEqual([]);
  });

  it('says why a rule makes no sense', async () => {
    const { url } = await startSandbox();
    const answer = await submit(url, { fault: 'stripe-api 500', rate: '2' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('rules[0].rate must be a number from 0 to 1.');
  });
});
