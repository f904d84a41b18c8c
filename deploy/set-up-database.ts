import mongoose from 'mongoose';
import { z } from 'zod';

const { MongoClient, MongoServerError } = mongoose.mongo;

// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
const ALREADY_INITIALIZED = 23;
const USER_EXISTS = 51_003;

const { MONGODB_ADMIN_URI, MONGODB_USERS } = z
  .object({ MONGODB_ADMIN_URI: z.string(), MONGODB_USERS: z.string() })
  .parse(process.env);
const users = z.record(z.string(), z.string()).parse(JSON.parse(MONGODB_USERS));

const isCode = (error: unknown, code: number): boolean => error instanceof MongoServerError && error.code === code;

// Makes the one server a replica set, and a user for each service who may use the service's own database. May run again.
async function setUp(client: InstanceType<typeof MongoClient>): Promise<void> {
  const admin = client.db('admin');
  await admin
    .command({ replSetInitiate: { _id: 'souk', members: [{ _id: 0, host: 'mongo:27017' }] } })
    .catch((error: unknown) => {
      if (!isCode(error, ALREADY_INITIALIZED)) throw error;
    });
  const deadline = Date.now() + 60_000;
  while ((await admin.command({ hello: 1 }))['isWritablePrimary'] !== true) {
    if (Date.now() > deadline) throw new Error('it has not become primary within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const [name, pwd] of Object.entries(users)) {
    const database = client.db(name);
    const rights = { pwd, roles: [{ role: 'readWrite', db: name }] };
    await database.command({ createUser: name, ...rights }).catch((error: unknown) => {
      if (!isCode(error, USER_EXISTS)) throw error;
      return database.command({ updateUser: name, ...rights });
    });
  }
}

const client = new MongoClient(MONGODB_ADMIN_URI, { directConnection: true, serverSelectionTimeoutMS: 30_000 });
try {
  await setUp(client);
} catch (error) {
  // The driver's errors are a hundred lines long beside their message.
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`MongoDB cannot be set up: ${why}. See: docker compose logs mongo\n`);
  process.exitCode = 1;
} finally {
  await client.close();
}
