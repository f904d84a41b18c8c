import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** What Kafka 4 asks for: https://kafka.apache.org/documentation/#java */
const OLDEST_JAVA = 17;

export interface Tools {
  readonly java: string;
  readonly mvn: string;
}

/** @throws Error for people that says what is missing. */
export function findTools(): Tools {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME === undefined || JAVA_HOME === '' ? 'java' : path.join(JAVA_HOME, 'bin', 'java');
  const major = javaMajor(outputOf(java, '-version'));
  const missing = [
    ...(major === null || major < OLDEST_JAVA ? [`java ${OLDEST_JAVA} or later${found(major)}`] : []),
    ...(outputOf('mvn', '-version') === null ? ['mvn'] : []),
  ];
  if (missing.length > 0) {
    throw new Error(`Without ${missing.join(' and ')} no Kafka can be started: install it, or set KAFKA_BROKERS.`);
  }
  return { java, mvn: 'mvn' };
}

const found = (major: number | null): string => (major === null ? '' : ` (this is ${major})`);

function javaMajor(output: string | null): number | null {
  const version = output === null ? null : /version "(\d+)/.exec(output);
  return version === null ? null : Number(version[1]);
}

/** What a program writes, or null where it is not there or does not work. */
function outputOf(command: string, argument: string): string | null {
  const { status, stdout, stderr } = spawnSync(command, [argument], { encoding: 'utf8' });
  return status === 0 ? stdout + stderr : null;
}
