import { mongo } from 'mongoose';

interface Hello extends mongo.Document {
  readonly setName?: string;
}

/** Which MongoDB it is, and how it acknowledges writes, in a line for people. */
export async function nameMongodb(uri: string): Promise<string> {
  const client = await mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version: string };
    const { setName } = (await client.db('admin').command({ hello: 1 })) as Hello;
    const place = setName === undefined ? 'a standalone server' : `replica set ${setName}`;
    const { writeConcern, retryWrites } = client.options;
    return `MongoDB ${version}, ${place}, w=${String(writeConcern.w ?? 'default')}, retryable writes ${retryWrites ? 'on' : 'off'}`;
  } finally {
    await client.close();
  }
}
