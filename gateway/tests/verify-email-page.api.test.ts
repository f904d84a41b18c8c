import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
let received: string[] = [];
let status = 204;

beforeAll(async () => {
  gateway = await startTestGateway({ TRUST_PROXY: '1' });
  gateway.services['user-service'].answer = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
      response.writeHead(status).end();
    });
  };
});
beforeEach(() => {
  received = [];
  status = 204;
});
afterAll(() => gateway.stop());

const link = { verificationId: randomUUID(), token: 'a-token' };
const open = (query: Record<string, string>) =>
  fetch(`${gateway.url}/verify-email?${new URLSearchParams(query).toString()}`);
const press = (fields: Record<string, string>) =>
  fetch(`${gateway.url}/verify-email`, { method: 'POST', body: new URLSearchParams(fields) });

describe('the page that verification mails link to', () => {
  it('when opened, asks and changes nothing', async () => {
    const reply = await open({ ...link, token: '"><script>' });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-security-policy')).toContain("form-action 'self'");
    const page = await reply.text();
    expect(page).toContain(link.verificationId);
    expect(page).not.toContain('<script>');
    expect(received).toEqual([]);
  });

  it('when its button is pressed, verifies the address', async () => {
    const reply = await press(link);
    expect(reply.status).toBe(200);
    expect(await reply.text()).toContain('This address is yours');
    expect(received).toEqual([`POST /v1/auth/verify-email ${JSON.stringify(link)}`]);
  });

  it('when its button is pressed, says from where, as of what is forwarded', async () => {
    const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2' };
    await fetch(`${gateway.url}/verify-email`, { method: 'POST', headers, body: new URLSearchParams(link) });
    expect(gateway.services['user-service'].last.headers['x-forwarded-for']).toBe('2.2.2.2');
  });

  it.each([
    [404, 400, 'does not work any more'],
    [503, 503, 'Not just now'],
  ])('when user-service answers %i, says so with %i', async (answer, expected, text) => {
    status = answer;
    const reply = await press(link);
    expect(reply.status).toBe(expected);
    expect(await reply.text()).toContain(text);
  });

  it('when the link is not whole, asks nobody', async () => {
    expect((await open({ token: 'x' })).status).toBe(400);
    expect((await press({ verificationId: 'no-uuid', token: 'x' })).status).toBe(400);
    expect(received).toEqual([]);
  });

  it('when asked with another method, says which it takes', async () => {
    const reply = await fetch(`${gateway.url}/verify-email`, { method: 'DELETE' });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});
