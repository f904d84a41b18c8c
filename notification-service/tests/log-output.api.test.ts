import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LinkSigner } from '@souk/chassis/link-signer';
import { beforeAll, describe, expect, it } from 'vitest';
import { canaries } from './canaries.ts';
import { verificationRequested } from './event-data.ts';

let output: string;

beforeAll(async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    fileURLToPath(import.meta.resolve('./talkative-service.ts')),
  ]);
  output = stdout + stderr;
});

describe('what the service writes at its most talkative', () => {
  it.each(['ready', 'message', 'dead letter', 'request', 'stopped'])('tells of: %s', (message) => {
    expect(output).toContain(`"msg":"${message}"`);
  });

  it('names orders by their ids', () => {
    for (const { orderId } of [canaries.shopper, canaries.refused]) expect(output).toContain(orderId);
  });

  it('holds no address, no word that somebody typed and no secret', () => {
    expect(output.match(/.{0,80}canary.{0,40}/g)).toBeNull();
    for (const secret of Object.values(canaries.secrets)) expect(output).not.toContain(secret);
  });

  it('holds no token', () => {
    const signer = new LinkSigner(canaries.secrets.LINK_SECRET);
    const { verificationId } = verificationRequested(canaries.shopper);
    expect(output).not.toContain(signer.tokenFor('verify-email', verificationId));
    expect(output).not.toContain(signer.tokenFor('guest-order', canaries.shopper.orderId));
    expect(output).not.toMatch(/eyJ[\w-]+\.|Bearer/);
  });

  it('holds no words of a mail', () => {
    expect(output).not.toMatch(/opened an account at Souk|your order|Total, tax included|<html/i);
  });
});
