import { setTimeout as delay } from 'node:timers/promises';
import type { Model, Schema } from 'mongoose';
import type { z } from 'zod';
import type { ServiceConfig } from '../config.ts';
import { Dispatcher } from '../events/dispatcher.ts';
import { MongoKeptMessages } from '../events/kept-messages.ts';
import { Reactions } from '../events/message.ts';
import { Parking } from '../events/parking.ts';
import type { EventBus } from '../events/event-bus.ts';
import { KafkaEventBus } from '../events/kafka-event-bus.ts';
import type { Subscription } from '../events/subscription.ts';
import { createApp } from '../http/app.ts';
import { IdempotencyKeys } from '../http/idempotency.ts';
import type { Route } from '../http/route.ts';
import { serveHttp } from '../http/serve.ts';
import type { AggregateDocument } from '../mongo/aggregate-document.ts';
import { AggregateStore, type AggregateStoreOptions } from '../mongo/aggregate-store.ts';
import { Database } from '../mongo/database.ts';
import { OutboxRelay } from '../mongo/outbox-relay.ts';
import { startSweep, type Sweep } from '../sweep.ts';
import { layFoundation, type Foundation, type FoundationOptions, type Running } from './process-foundation.ts';
import { messageRoutes } from './message-routes.ts';
import { operationalRoutes } from './operational-routes.ts';

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
  const { name, config, logger, metrics } = foundation;
  const [database, bus] = await Promise.all([
    Database.connect({ uri: config.MONGODB_URI, name: config.MONGODB_DATABASE ?? name, service: name, logger }),
    options.bus ?? KafkaEventBus.connect({ brokers: config.KAFKA_BROKERS.split(','), clientId: name, logger }),
  ]);
  const relay = new OutboxRelay({ bus, logger, metrics });
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
      return { model, store: new AggregateStore({ model, service: name, relay, ids: foundation.ids, isSoleWriter }) };
    },
  });

  const reactions = new Reactions(parts.subscriptions ?? []);
  const kept = new MongoKeptMessages(database.collection('kept-messages'));
  await kept.prepare();
  const parking = new Parking({ kept, reactions, logger, metrics });
  const dispatcher = new Dispatcher({ reactions, parking, logger, metrics });
  const readiness = { database: () => database.isReady(), events: () => bus.isReady(), ...parts.readiness };
  const idempotencyKeys = new IdempotencyKeys(database.collection('idempotency-keys'));
  const routes = [...parts.routes, ...(reactions.topics.length > 0 ? messageRoutes({ service: name, kept }) : [])];
  const app = createApp({
    routes: [...routes, ...operationalRoutes({ service: name, routes, readiness, metrics })],
    tokens: foundation.tokens,
    idempotencyKeys,
    logger,
    metrics,
  });
  const sweeps = [relay.sweep, parking.sweep, idempotencyKeys.sweep, ...(parts.sweeps ?? [])].map((sweep) =>
    startSweep(sweep, logger),
  );
  if (reactions.topics.length > 0) {
    await bus.consume({ group: name, topics: reactions.topics, handle: (delivery) => dispatcher.dispatch(delivery) });
  }
  const server = await serveHttp(app, { host: config.HOST, port: config.PORT });
  logger.info({ port: server.port }, 'ready');

  return {
    port: server.port,
    stop: async () => {
      await server.close();
      dispatcher.stop();
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
