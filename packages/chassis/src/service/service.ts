import { setTimeout as delay } from 'node:timers/promises';
import type { Model, Schema } from 'mongoose';
import type { z } from 'zod';
import type { ServiceConfig } from '../config.ts';
import { Dispatcher } from '../events/dispatcher.ts';
import { EventLag } from '../events/event-lag.ts';
import { Insistence } from '../events/insistence.ts';
import { Reactions } from '../events/message.ts';
import { MongoKeptMessages } from '../events/mongo-kept-messages.ts';
import { Parking } from '../events/parking.ts';
import type { EventBus } from '../events/event-bus.ts';
import { KafkaEventBus } from '../events/kafka-event-bus.ts';
import { MongoResumptions } from '../events/resumptions.ts';
import type { Subscription } from '../events/subscription.ts';
import { Suspects } from '../events/suspects.ts';
import { createApp } from '../http/app.ts';
import { IdempotencyKeys, type StoredReply } from '../http/idempotency.ts';
import type { Problems } from '../http/problems.ts';
import type { Route } from '../http/route.ts';
import { serveHttp } from '../http/serve.ts';
import type { AggregateDocument } from '../mongo/aggregate-document.ts';
import { AggregateStore, type AggregateStoreOptions } from '../mongo/aggregate-store.ts';
import { Database } from '../mongo/database.ts';
import { HandledRequests } from '../mongo/handled-requests.ts';
import { OutboxRelay } from '../mongo/outbox-relay.ts';
import { Outboxes } from '../mongo/outboxes.ts';
import { startSweep, type Sweep } from '../sweep.ts';
import { layFoundation, type Foundation, type FoundationOptions, type Running } from './process-foundation.ts';
import { eventLagRoutes } from './event-lag-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { operationalRoutes } from './operational-routes.ts';
import { withFailpoints } from './service-failpoints.ts';

const SETTLE_WITHIN_MS = 3_000;

/** What a service with state and events is built on. */
export interface Platform<Config extends ServiceConfig = ServiceConfig> extends Foundation<Config> {
  readonly database: Database;
  readonly bus: EventBus;
  /** A store of aggregates in a collection of that name, whose indexes are built. */
  aggregates<State extends object>(
    name: string,
    schema: Schema<AggregateDocument<State>>,
    options?: Pick<AggregateStoreOptions<State>, 'isSoleWriter'>,
  ): Promise<Aggregates<State>>;
}

export interface Aggregates<State extends object> {
  readonly store: AggregateStore<State>;
  /** For queries, which read documents and skip the domain. */
  readonly model: Model<AggregateDocument<State>>;
}

/** What a service does, once it is wired. */
export interface ServiceParts {
  readonly routes: readonly Route[];
  readonly subscriptions?: readonly Subscription[];
  readonly sweeps?: readonly Sweep[];
  /** Resolves when the service does nothing in the background any more. It is waited for, but not for long: sweeps go on after a restart. */
  readonly settle?: () => Promise<void>;
  /** More conditions of `/health/ready`, by name. */
  readonly readiness?: Readonly<Record<string, () => boolean>>;
}

export interface ServiceDefinition<Config extends ServiceConfig = ServiceConfig> {
  readonly name: string;
  readonly config: z.ZodType<Config>;
  /** Why it refuses something, beside the common reasons. */
  readonly problems?: Problems;
  /** Wires the service; the container lives in its `composition/`. */
  compose(platform: Platform<Config>): Promise<ServiceParts>;
}

export interface StartOptions extends FoundationOptions {
  /** Instead of Kafka at `KAFKA_BROKERS`. */
  readonly bus?: EventBus;
}

export function defineService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
): ServiceDefinition<Config> {
  return definition;
}

/** Starts a service: database and bus, then what it consumes, sweeps and serves. */
export async function startService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  options: StartOptions,
): Promise<Running> {
  const foundation = layFoundation(definition.name, definition.config, options);
  const { name, config, logger, metrics, failpoints } = foundation;
  const [database, eventBus] = await Promise.all([
    Database.connect({ uri: config.MONGODB_URI, name: config.MONGODB_DATABASE ?? name, service: name, logger }),
    options.bus ??
      KafkaEventBus.connect({ brokers: config.KAFKA_BROKERS.split(','), clientId: name, logger, failpoints }),
  ]);
  const bus = failpoints.wrap('bus', eventBus, ['publish']);
  const outboxes = failpoints.wrap('outboxes', new Outboxes(), ['leftBehind', 'takeOut']);
  const relay = new OutboxRelay({ bus, logger, metrics, outboxes });
  const handledRequests = new HandledRequests(database.collection('handled-requests'));
  const requests = failpoints.wrap('handled-requests', handledRequests, ['keep', 'has']);
  const parts = await definition.compose({
    ...foundation,
    database,
    bus,
    aggregates: async <State extends object>(
      collection: string,
      schema: Schema<AggregateDocument<State>>,
      { isSoleWriter = false }: Pick<AggregateStoreOptions<State>, 'isSoleWriter'> = {},
    ) => {
      const model = await database.model(collection, schema);
      const documents = failpoints.wrap(`store of ${collection}`, model.collection, ['bulkWrite', 'findOne']);
      const options = { model: { collection: documents }, service: name, relay, ids: foundation.ids, isSoleWriter };
      return { model, store: new AggregateStore<State>({ ...options, requests }) };
    },
  });

  const reactions = new Reactions(withFailpoints(failpoints, parts.subscriptions ?? []), () => database.isReady());
  const keys = database.collection<StoredReply>('idempotency-keys');
  const idempotencyKeys = new IdempotencyKeys(
    failpoints.wrap('idempotency-keys', keys, ['bulkWrite', 'updateOne', 'findOne', 'deleteOne']),
    logger,
  );
  const keptMessages = new MongoKeptMessages({ database, service: name, relay });
  await Promise.all([keptMessages.prepare(), handledRequests.prepare(), idempotencyKeys.prepare()]);
  const kept = failpoints.wrap('kept-messages', keptMessages);
  relay.setAsideIn(kept);
  const insistence = new Insistence();
  const resumptions = failpoints.wrap('resumptions', new MongoResumptions(database.collection('resumptions')));
  const suspects = new Suspects({ resumptions, insistence, logger });
  const parking = new Parking({ kept, reactions, suspects, logger, metrics });
  const dispatcher = failpoints.wrap(
    'dispatcher',
    new Dispatcher({ reactions, parking, suspects, insistence, logger, metrics }),
    ['dispatch'],
  );
  const readiness = { database: () => database.isReady(), events: () => bus.isReady(), ...parts.readiness };
  const consumer = { group: name, topics: reactions.topics };
  const isConsumer = reactions.topics.length > 0;
  const lag = new EventLag({ ...consumer, bus, kept });
  metrics.beforeScrape(() => lag.show(metrics, logger));
  const routes = [
    ...parts.routes,
    ...messageRoutes({ service: name, kept }),
    ...eventLagRoutes({ service: name, lag, metrics }),
  ];
  const app = createApp({
    routes: [
      ...routes,
      ...operationalRoutes({ service: name, routes, problems: definition.problems ?? {}, readiness, metrics }),
    ],
    tokens: foundation.tokens,
    idempotencyKeys,
    logger,
    metrics,
  });
  const ownSweeps = [relay, parking, keptMessages, handledRequests, idempotencyKeys].map(({ sweep }) => sweep);
  const sweeps = [...ownSweeps, ...(parts.sweeps ?? [])].map((sweep) =>
    startSweep(failpoints.wrapSweep(sweep), { logger, metrics }),
  );
  if (isConsumer) {
    await bus.consume({
      ...consumer,
      handle: (delivery) => dispatcher.dispatch(delivery),
      resume: (resumption, work) => suspects.resume(resumption, work),
    });
  }
  const server = await serveHttp(app, { host: config.HOST, port: config.PORT });
  logger.info({ port: server.port }, 'ready');

  return {
    port: server.port,
    stop: async () => {
      await server.close();
      insistence.stop();
      await bus.stopConsuming();
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
      await Promise.race([parts.settle?.(), delay(SETTLE_WITHIN_MS, undefined, { ref: false })]);
      await relay.stop();
      await bus.close();
      await database.close();
      logger.info('stopped');
    },
  };
}
