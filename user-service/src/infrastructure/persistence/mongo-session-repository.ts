import type { mongo } from 'mongoose';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { Session } from '../../domain/session/session.ts';
import { toDocument, toState, type SessionDocument } from './session-document.ts';

export class MongoSessionRepository implements SessionRepository {
  readonly #documents: mongo.Collection<SessionDocument>;

  constructor(documents: mongo.Collection<SessionDocument>) {
    this.#documents = documents;
  }

  async add(session: Session): Promise<void> {
    await this.#documents.insertOne(toDocument(session.state));
  }

  async find(id: string): Promise<Session | null> {
    const document = await this.#documents.findOne({ _id: id });
    return document === null ? null : Session.rehydrate(toState(document));
  }

  async rotate({ state }: Session, replacedHash: string): Promise<boolean> {
    const { id, currentHash, previousHashes, rotatedAt, lastUsedAt } = state;
    const { modifiedCount } = await this.#documents.updateOne(
      { _id: id, currentHash: replacedHash },
      { $set: { currentHash, previousHashes, rotatedAt, lastUsedAt } },
    );
    return modifiedCount === 1;
  }

  async end(id: string, userId: string): Promise<boolean> {
    const { deletedCount } = await this.#documents.deleteOne({ _id: id, userId });
    return deletedCount === 1;
  }

  async endBefore(epoch: number, userId: string, kept: string | null): Promise<void> {
    if (kept !== null) await this.#documents.updateOne({ _id: kept, userId, epoch: epoch - 1 }, { $set: { epoch } });
    await this.#documents.deleteMany({ userId, epoch: { $lt: epoch } });
  }

  async endExpired(at: Date): Promise<void> {
    await this.#documents.deleteMany({ expiresAt: { $lte: at } });
  }
}
