import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';

const ANSWER_WITHIN_MS = 5_000;

/** Whether the broker answers on a new connection. */
export async function isBrokerThere(kafka: Kafka): Promise<boolean> {
  const admin = kafka.admin();
  const answer = admin
    .connect()
    .then(() => admin.describeCluster())
    .then(
      () => true,
      // Whatever it fails with, this is the answer.
      () => false,
    );
  const isThere = await Promise.race([answer, delay(ANSWER_WITHIN_MS, false, { ref: false })]);
  // A connection on which nothing was answered need not end well.
  admin.disconnect().catch(() => undefined);
  return isThere;
}
