import type { mongo } from 'mongoose';
import type { SessionList, SessionPage } from '../../application/ports/session-list.ts';
import type { SessionDocument } from './session-document.ts';

export class MongoSessionList implements SessionList {
  readonly #documents: mongo.Collection<SessionDocument>;

  constructor(documents: mongo.Collection<SessionDocument>) {
    this.#documents = documents;
  }

  async find(
    { userId, epoch, at }: { userId: string; epoch: number; at: Date },
    { limit, offset }: { limit: number; offset: number },
  ): Promise<SessionPage> {
    const filter = { userId, epoch, expiresAt: { $gt: at } };
    const [documents, count] = await Promise.all([
      this.#documents.find(filter).sort({ lastUsedAt: -1 }).skip(offset).limit(limit).toArray(),
      this.#documents.countDocuments(filter),
    ]);
    const data = documents.map(({ _id: id, userAgent, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      userAgent,
      createdAt,
      lastUsedAt,
      expiresAt,
    }));
    return { data, count };
  }
}
