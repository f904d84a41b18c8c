import type { Kafka } from 'kafkajs';
import type { ConsumerOptions, PartitionLag } from './event-bus.ts';

/** How far a group is behind the ends of its topics, asked of the broker. */
export async function lagOf(
  kafka: Kafka,
  { group, topics }: Pick<ConsumerOptions, 'group' | 'topics'>,
): Promise<readonly PartitionLag[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
    const ends = await Promise.all(
      topics.map(async (topic) => ({ topic, ends: await admin.fetchTopicOffsets(topic) })),
    );
    return ends.flatMap(({ topic, ends }) => {
      const positions = new Map(
        committed.find((each) => each.topic === topic)?.partitions.map(({ partition, offset }) => [partition, offset]),
      );
      return ends
        .map(({ partition, low, high }) => {
          const position = Number(positions.get(partition) ?? -1);
          // Without a position a group begins with the oldest event there is; so does one whose position is older than that.
          const next = Math.max(position, Number(low));
          return {
            topic,
            partition,
            committed: position < 0 ? null : position,
            end: Number(high),
            lag: Math.max(0, Number(high) - next),
          };
        })
        .sort((one, other) => one.partition - other.partition);
    });
  } finally {
    await admin.disconnect();
  }
}
