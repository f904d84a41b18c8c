import { randomUUID } from 'node:crypto';
import type { ServiceConfig } from '@souk/chassis/config';
import { defineService, type Platform, type ServiceDefinition } from '@souk/chassis/service/service';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { mongo } from 'mongoose';

export interface Filled<Container> {
  readonly container: Container;
  readonly service: TestService;
  /** From now on no query finds a plan that was made for another. */
  forgetPlans(): Promise<void>;
  stop(): Promise<void>;
}

type Row = mongo.Document & { readonly _id: string };

/** Of each collection, what adds one document to it, in each of the situations that it can be in. */
export type Examples<Container> = Readonly<
  Record<string, (container: Container) => readonly (() => Promise<unknown>)[]>
>;

/** Starts a service that only answers, with so many documents in each collection that examples are given for. */
export async function startFilled<Config extends ServiceConfig, Container>(
  definition: ServiceDefinition<Config>,
  createContainer: (platform: Platform<Config>) => Promise<Container>,
  environment: Readonly<Record<string, string>>,
  examples: Examples<Container>,
  count: number,
): Promise<Filled<Container>> {
  const composed = Promise.withResolvers<Container>();
  const quiet = defineService({
    ...definition,
    compose: async (platform) => {
      composed.resolve(await createContainer(platform));
      const { routes } = await definition.compose(platform);
      return { routes };
    },
  });
  const service = await startTestService(quiet, environment);
  const client = await mongo.MongoClient.connect(service.mongodbUri);
  const database = client.db(definition.name);
  const container = await composed.promise;
  for (const [name, examplesOf] of Object.entries(examples)) {
    const collection = database.collection<Row>(name);
    const templates: Row[] = [];
    for (const add of examplesOf(container)) {
      await add();
      templates.push(...(await collection.find().toArray()));
      await collection.deleteMany({});
    }
    const copies = Array.from({ length: count }, (_, number) => copyOf(templates[number % templates.length], number));
    await collection.insertMany(copies);
  }
  return {
    service,
    container,
    forgetPlans: async () => {
      for (const { collectionName } of await database.collections()) {
        await database.command({ planCacheClear: collectionName });
      }
    },
    stop: async () => {
      await client.close();
      await service.stop();
    },
  };
}

/** Texts of which a collection has each once. */
const UNIQUE = ['checkoutKey'];

/** The same with an id, unique texts, an address and times of its own. */
function copyOf(template: Row | undefined, number: number): Row {
  const id = randomUUID();
  const copy = (value: unknown): unknown => {
    if (value === template?._id) return id;
    if (value instanceof Date) return new Date(value.getTime() + number * 60_000);
    if (typeof value === 'string') return value.replace(/^[^@\s]+(?=@[^@\s]+$)/, `$&-${number}`);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        UNIQUE.includes(key) ? `${String(part)}-${number}` : copy(part),
      ]),
    );
  };
  return { ...(copy(template) as Row), outbox: [] };
}
