import type { ServiceConfig } from '@souk/chassis/config';
import { InMemoryEventBus } from '@souk/chassis/events/in-memory-event-bus';
import type { Failpoints } from '@souk/chassis/failpoints';
import { uuidv7 } from '@souk/chassis/ids';
import { COMMON_PROBLEMS, problemEntries } from '@souk/chassis/http/problems';
import { startService, type ServiceDefinition } from '@souk/chassis/service/service';
import type { EventContract, EventOf } from '@souk/contracts/event';
import type { z } from 'zod';
import { ApiClient } from './api-client.ts';
import { ApiContract, type ApiProblem } from './api-contract.ts';
import { openTestDatabase } from './test-database.ts';
import { testKeySet } from './test-tokens.ts';

export interface DeliverOptions {
  readonly subject: string;
  /** Counts up by itself; given to deliver an event again or late. */
  readonly sequence?: number;
  readonly id?: string;
  readonly correlationId?: string;
  /** Now, unless given. */
  readonly at?: Date;
}

/** One service, in this process, on a real database engine of its own and an in-memory bus. Its replies to `api` have to be what it says of itself. */
export interface TestService {
  readonly api: ApiClient;
  readonly url: string;
  readonly bus: InMemoryEventBus;
  readonly mongodbUri: string;
  /** What the service has published of one event, oldest first. */
  published<Contract extends EventContract>(contract: Contract): EventOf<Contract>[];
  /** Hands the service an event as another service would have published it, and waits until everything is handled. */
  deliver<Contract extends EventContract>(
    contract: Contract,
    data: z.input<Contract['data']>,
    options: DeliverOptions,
  ): Promise<EventOf<Contract>>;
  stop(): Promise<void>;
}

/** Starts a service for the tests of one file; `environment` adds to what every service needs, `failpoints` make it fail. */
export async function startTestService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  environment: Readonly<Record<string, string>> = {},
  failpoints?: Failpoints,
): Promise<TestService> {
  const database = await openTestDatabase(definition.name);
  const bus = new InMemoryEventBus();
  const service = await startService(definition, {
    bus,
    failpoints,
    keySet: testKeySet,
    environment: {
      PORT: '0',
      LOG_LEVEL: 'silent',
      JWKS_URL: 'http://127.0.0.1:9/unused',
      KAFKA_BROKERS: '127.0.0.1:9',
      MONGODB_URI: database.uri,
      ...environment,
    },
  });
  const url = `http://127.0.0.1:${service.port}`;
  let sequence = 0;
  return {
    url,
    api: new ApiClient(url, await contractOf(url)),
    bus,
    mongodbUri: database.uri,
    published: <Contract extends EventContract>(contract: Contract) =>
      bus.published
        .map(({ event }) => event)
        .filter((event): event is EventOf<Contract> => event.type === contract.type),
    deliver: async (contract, data, options) => {
      const event = {
        specversion: '1.0' as const,
        id: options.id ?? uuidv7(),
        source: '/test',
        type: contract.type,
        subject: options.subject,
        time: (options.at ?? new Date()).toISOString(),
        sequence: options.sequence ?? ++sequence,
        correlationid: options.correlationId ?? options.subject,
        causationid: 'test',
        data,
      };
      await bus.publish([{ topic: contract.topic, event }]);
      await bus.drained();
      return event as EventOf<typeof contract>;
    },
    stop: async () => {
      await service.stop();
      await database.stop();
    },
  };
}

/** What a service says of itself, which becomes a part of the API document. */
export async function contractOf(url: string): Promise<ApiContract> {
  const own = new ApiClient(url);
  const [{ body: paths }, { body: problems }] = await Promise.all([
    own.get('/internal/openapi.json'),
    own.get('/internal/problems.json'),
  ]);
  const common = problemEntries(COMMON_PROBLEMS) as readonly ApiProblem[];
  return new ApiContract({ paths, 'x-problems': [...common, ...problems] });
}
