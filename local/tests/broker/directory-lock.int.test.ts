import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Broker } from '../../src/broker/broker.ts';
import { startChild } from '../../src/process/child.ts';
import { KafkaClient, valuesOf } from './kafka-client.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startBroker } from './test-broker.ts';

const ENTRY = fileURLToPath(new URL('../../src/broker/main.ts', import.meta.url));

async function startProcess(dir: string) {
  const child = await startChild({ entry: ENTRY, env: { BROKER_DIR: dir } });
  onTestFinished(() => child.stop());
  return child;
}

it('a second broker on the same folder is refused in one sentence, until the first has closed', async () => {
  const { broker, dir } = await startBroker();
  await expect(Broker.start({ dir, port: 0 })).rejects.toThrow(
    `${dir} is in use by the broker with process id ${process.pid}: stop that one, or use another folder.`,
  );
  await broker.close();
  await startBroker({ dir });
});

it('another process is refused too', async () => {
  const dir = temporaryFolder();
  const { pid } = await startProcess(dir);
  await expect(Broker.start({ dir, port: 0 })).rejects.toThrow(`in use by the broker with process id ${pid}`);
  await expect(startProcess(dir)).rejects.toThrow(`in use by the broker with process id ${pid}`);
});

it('a broker that was killed does not stand in the way of the next, which has its messages', async () => {
  const dir = temporaryFolder();
  const killed = await startProcess(dir);
  const client = new KafkaClient(killed.port);
  await client.createTopic('orders');
  await (await client.producer()).send({ topic: 'orders', messages: [{ value: 'acknowledged' }] });
  await killed.kill();
  const { broker } = await startBroker({ dir });
  const { received } = await new KafkaClient(broker.port).consumer('orders', 'mail');
  await expect.poll(() => valuesOf(received)).toEqual(['acknowledged']);
  expect(fs.readdirSync(dir).filter((name) => name.startsWith('lock.'))).toHaveLength(1);
});

it('neither does a process that has the same id by chance', async () => {
  const dir = temporaryFolder();
  fs.writeFileSync(join(dir, 'lock.7'), `${process.pid} 12345`);
  await startBroker({ dir });
});

it('a broker whose port is taken says so, and leaves the folder free', async () => {
  const { broker } = await startBroker();
  const dir = temporaryFolder();
  await expect(Broker.start({ dir, port: broker.port })).rejects.toThrow(`address already in use 127.0.0.1`);
  await startBroker({ dir });
});

it('a process without a folder names the variable to set', async () => {
  await expect(startProcess('')).rejects.toThrow('BROKER_DIR must name the folder');
});
