import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fetchJars } from './kafka/fetch-jars.ts';
import { findTools } from './kafka/find-tools.ts';
import { startKraftNode, type KraftNode } from './kafka/kraft-node.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort());

/** The Kafka of `KAFKA_BROKERS`, or one of its own. */
async function findKafka(): Promise<KraftNode> {
  const { KAFKA_BROKERS } = process.env;
  if (KAFKA_BROKERS !== undefined && KAFKA_BROKERS !== '') {
    return { address: KAFKA_BROKERS, stop: () => Promise.resolve() };
  }
  const tools = findTools();
  return startKraftNode({ java: tools.java, jars: await fetchJars(tools), signal: stopping.signal });
}

/** Its last line is the tests by outcome. */
async function runTests(brokers: string): Promise<number> {
  stopping.signal.throwIfAborted();
  const script = path.join(import.meta.dirname, 'test.ts');
  const tests = spawn(process.execPath, [script, '--project', 'kafka', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TEST_KAFKA_BROKERS: brokers },
  });
  stopping.signal.addEventListener('abort', () => tests.kill());
  await once(tests, 'exit');
  return tests.exitCode ?? 1;
}

let kafka: KraftNode | undefined;
try {
  kafka = await findKafka();
  process.exitCode = await runTests(kafka.address);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await kafka?.stop();
}
