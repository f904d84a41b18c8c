import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { nameMongodb } from '../packages/chassis/src/mongo/name-mongodb.ts';

const { MONGODB_URI } = process.env;
try {
  if (MONGODB_URI === undefined || MONGODB_URI === '') {
    throw new Error(
      'Set MONGODB_URI to a MongoDB that nothing else uses, e.g. mongodb://127.0.0.1:27017/?replicaSet=rs0&w=majority: its databases are emptied.',
    );
  }
  console.log(`The repositories run on ${await nameMongodb(MONGODB_URI)}.`);
  const script = path.join(import.meta.dirname, 'test.ts');
  const only = ['--project', 'int', '--no-file-parallelism', 'service/tests/mongo-'];
  const tests = spawn(process.execPath, [script, ...only, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, TEST_MONGODB_URI: MONGODB_URI },
  });
  await once(tests, 'exit');
  process.exitCode = tests.exitCode ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
