import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tools } from './find-tools.ts';

const KAFKA = '4.3.1';
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

const FOLDER = path.join(import.meta.dirname, '../../.cache/kafka', KAFKA);

/** Without a binding for slf4j the broker says nothing at all, not even why it does not start. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>souk</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** The folder with the jars of Apache Kafka's broker; Maven Central has to be reachable the first time. */
export async function fetchJars({ mvn }: Tools): Promise<string> {
  if (existsSync(FOLDER)) return FOLDER;
  console.log(`Fetching Apache Kafka ${KAFKA} (once) …`);
  // Under its name only when it is whole.
  const unfinished = `${FOLDER}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await writeFile(path.join(unfinished, 'pom.xml'), POM);
    const options = ['--quiet', '--batch-mode', '--strict-checksums', '-DincludeScope=runtime', '-DoutputDirectory=.'];
    const { status, stdout } = spawnSync(mvn, [`${PLUGIN}:copy-dependencies`, ...options], {
      cwd: unfinished,
      encoding: 'utf8',
    });
    if (status !== 0) {
      const reason = stdout.split('\n').find((line) => line.startsWith('[ERROR]')) ?? `exit code ${status}`;
      throw new Error(`Maven did not bring Apache Kafka: check that it reaches Maven Central. ${reason}`);
    }
    await rename(unfinished, FOLDER);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return FOLDER;
}
