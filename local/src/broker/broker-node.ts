import type { DiskSpace } from './disk-space.ts';
import type { Groups } from './groups.ts';
import type { OffsetStore } from './offset-store.ts';
import type { Topics } from './topics.ts';

/** The only node of the cluster: leader of every partition, controller, and coordinator of every group. */
export const NODE_ID = 1;
export const CLUSTER_ID = 'souk';

/** What the APIs work with. */
export interface BrokerNode {
  readonly host: string;
  readonly port: number;
  readonly topics: Topics;
  readonly groups: Groups;
  readonly offsets: OffsetStore;
  readonly disk: DiskSpace;
  readonly defaultPartitions: number;
  /** Whether a client may have a topic created by asking for its metadata. */
  readonly autoCreateTopics: boolean;
  /** Tells the operator what needs attention. */
  readonly report: (line: string) => void;
}
