import { alterConfigs } from './api/alter-configs.ts';
import { apiVersionsOf } from './api/api-versions.ts';
import type { Api, Request } from './api/api.ts';
import { createPartitions } from './api/create-partitions.ts';
import { createTopics } from './api/create-topics.ts';
import { deleteGroups } from './api/delete-groups.ts';
import { deleteRecords } from './api/delete-records.ts';
import { deleteTopics } from './api/delete-topics.ts';
import { describeConfigs } from './api/describe-configs.ts';
import { describeGroups } from './api/describe-groups.ts';
import { fetch } from './api/fetch.ts';
import { findCoordinator } from './api/find-coordinator.ts';
import { heartbeat } from './api/heartbeat.ts';
import { initProducerId } from './api/init-producer-id.ts';
import { joinGroup } from './api/join-group.ts';
import { leaveGroup } from './api/leave-group.ts';
import { listGroups } from './api/list-groups.ts';
import { listOffsets } from './api/list-offsets.ts';
import { metadata } from './api/metadata.ts';
import { offsetCommit } from './api/offset-commit.ts';
import { offsetFetch } from './api/offset-fetch.ts';
import { produce } from './api/produce.ts';
import { syncGroup } from './api/sync-group.ts';
import type { BrokerNode } from './broker-node.ts';
import { MalformedRequestError } from './protocol/reader.ts';
import type { Writer } from './protocol/writer.ts';

const OTHERS: readonly Api[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  describeConfigs,
  alterConfigs,
  createPartitions,
  deleteGroups,
];

const API_VERSIONS = apiVersionsOf(OTHERS);
const APIS = new Map([...OTHERS, API_VERSIONS].map((api) => [api.key, api]));

/**
 * Has the request handled by its API. Resolves to the response's body, or to undefined when the client expects none.
 *
 * @throws MalformedRequestError when there is no such API or version, or the request does not decode
 */
export async function dispatch(apiKey: number, request: Request, node: BrokerNode): Promise<Writer | undefined> {
  const api = APIS.get(apiKey);
  const isSupported = api && request.version >= api.minVersion && request.version <= api.maxVersion;
  if (api && (isSupported || api === API_VERSIONS)) return api.handle(request, node);
  throw new MalformedRequestError(`${api?.name ?? `API ${apiKey}`} is not supported in version ${request.version}`);
}
