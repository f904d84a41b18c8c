import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@souk/testing/eventually';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/messages.ts');

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor.close();
});

/** What an operator types, and what they read. */
const messages = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args, '--url', floor.url]);
  return stdout.trim();
};

/** Somebody else's program puts what is no event on the orders' topic. */
async function publishNonsense(key: string): Promise<void> {
  const brokers = [`127.0.0.1:${floor.platform.ports.broker}`];
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({ topic: 'order-events', messages: [{ key, value: '{"type":"order.confirmed.v1"}' }] });
  await producer.disconnect();
}

it('when a message cannot be read, an operator sees it, may have it redriven, and sees it again', async () => {
  const subject = randomUUID();
  await publishNonsense(subject);
  await eventually(async () => {
    const seen = await messages('cart-service', '--state', 'dead', '--subject', subject);
    expect(seen).toMatch(/^order-events:\d+:\d+ {2}dead {2}order\.confirmed\.v1 .* 1 tries .*\n1 kept$/);
  });
  expect(await messages('cart-service', '--redrive', '--subject', subject, '--dry-run')).toBe('1 would be redriven');
  expect(await messages('cart-service', '--redrive', '--subject', subject)).toBe('1 redriven');
  await eventually(async () =>
    expect(await messages('cart-service', '--state', 'dead', '--subject', subject)).toContain('1 kept'),
  );
  expect(await messages('cart-service', '--state', 'parked')).toBe('0 kept');
});

it('when the service or the options are wrong, says so', async () => {
  await expect(messages('no-such-service')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('404') });
  await expect(messages()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('npm run messages') });
  await expect(messages('cart-service', '--redrive')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('400'),
  });
});
