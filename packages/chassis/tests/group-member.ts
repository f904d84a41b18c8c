import { once } from 'node:events';
import { announceReady } from '@souk/local/process/announce-ready';
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { createLogger } from '../src/logger.ts';

export interface Handled {
  readonly type: 'handled';
  readonly key: string;
  readonly sequence: number;
  /** Nanoseconds of the machine's clock. */
  readonly at: string;
}

/** What it tells its parent: that it has begun an event, and that it has handled one. */
export type GroupMemberMessage = { readonly type: 'begun' } | Handled;

// The program that rebalances.ts runs: one member of GROUP, which tells its parent of all that it has handled.
const { BROKERS = '', GROUP = '', TOPIC = '' } = process.env;

const bus = await KafkaEventBus.connect({
  brokers: BROKERS.split(','),
  clientId: 'group-member',
  logger: createLogger('group-member', 'silent'),
});
announceReady({ port: 0, stop: () => bus.close() });
// What it tells before its parent says that it listens would be lost.
await once(process, 'message');
await bus.consume({
  group: GROUP,
  topics: [TOPIC],
  handle: async ({ key, value }) => {
    // The topic may hold what others have published.
    if (!key.startsWith(GROUP)) return;
    const { sequence } = JSON.parse(value);
    await tell({ type: 'begun' });
    // Some take longer than those after them, so that they would overtake each other.
    await delay((sequence % 7) * 3);
    // One clock for all processes of the machine: what they tell may arrive in another order.
    const at = process.hrtime.bigint().toString();
    // What is committed has been told: a member that is killed takes nothing along.
    await tell({ type: 'handled', key, sequence, at });
  },
});

function tell(message: GroupMemberMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}
