import mongoose, { type Connection, type Model, type mongo, type Schema } from 'mongoose';
import type { Logger } from '../logger.ts';

mongoose.set('strictQuery', 'throw');
mongoose.set('autoCreate', false);

/** A service's own database. */
export class Database {
  readonly #connection: Connection;
  #closing = false;

  private constructor(connection: Connection, logger: Logger) {
    this.#connection = connection;
    connection.on('disconnected', () => {
      if (!this.#closing) logger.warn('database is disconnected; the driver reconnects by itself');
    });
  }

  /** Connects, trying again for up to a minute while the server is not there yet. */
  static async connect({
    uri,
    name,
    service,
    logger,
  }: {
    uri: string;
    name: string;
    service: string;
    logger: Logger;
  }): Promise<Database> {
    const connection = mongoose.createConnection(uri, {
      dbName: name,
      appName: service,
      maxPoolSize: 20,
      // Journaled: what was answered survives a crash. How many members must have it is for the address to say
      // (`w=majority` on replica sets): the embedded engine acknowledges a majority before it has journaled.
      journal: true,
      serverSelectionTimeoutMS: 60_000,
      // So often an idle service looks whether its database is there; readiness depends on it.
      heartbeatFrequencyMS: 2_000,
      socketTimeoutMS: 30_000,
      autoIndex: false,
    });
    await connection.asPromise();
    return new Database(connection, logger);
  }

  /** A collection with its schema; its indexes are built before the promise resolves. */
  async model<Document>(name: string, schema: Schema<Document>): Promise<Model<Document>> {
    const model = this.#connection.model<Document>(name, schema, name);
    await model.createIndexes();
    return model;
  }

  /** The driver's own collection, for hot paths and for documents without a schema. */
  collection<Document extends mongo.Document>(name: string): mongo.Collection<Document> {
    return this.#connection.getClient().db(this.#connection.name).collection<Document>(name);
  }

  isReady(): boolean {
    return this.#connection.readyState === mongoose.ConnectionStates.connected;
  }

  /** Empties the database; for tests and demonstrations. */
  async drop(): Promise<void> {
    await this.#connection.dropDatabase();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#connection.close();
  }
}
