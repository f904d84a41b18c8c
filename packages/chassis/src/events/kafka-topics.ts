import { TOPICS } from '@souk/contracts/topics';
import type { Kafka } from 'kafkajs';

/** Creates the topics that are missing; those that exist stay as they are. */
export async function createTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = TOPICS.filter(({ name }) => !existing.has(name));
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ name, partitions, retentionDays }) => ({
        topic: name,
        numPartitions: partitions,
        configEntries: [{ name: 'retention.ms', value: String(retentionDays * 24 * 3_600_000) }],
      })),
    });
  } finally {
    await admin.disconnect();
  }
}
