import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import type { SessionList, SessionView } from '../../application/ports/session-list.ts';
import type { SessionDocument } from './session-document.ts';

const VIEWED = { userAgent: 1, createdAt: 1, lastUsedAt: 1, expiresAt: 1 };

export class MongoSessionList implements SessionList {
  readonly #documents: mongo.Collection<SessionDocument>;

  constructor(documents: mongo.Collection<SessionDocument>) {
    this.#documents = documents;
  }

  find(
    { userId, epoch, at }: { userId: string; epoch: number; at: Date },
    page: PageWanted,
  ): Promise<PageFound<SessionView>> {
    const filter = { userId, epoch, expiresAt: { $gt: at } };
    const order = [
      ['lastUsedAt', -1],
      ['_id', -1],
    ] as const;
    const options = { hint: { userId: 1, epoch: 1, lastUsedAt: -1, _id: -1 } as const };
    return findList(this.#documents, { filter, order, page, fields: VIEWED, options }, viewOf);
  }
}

const viewOf = ({ _id: id, userAgent, createdAt, lastUsedAt, expiresAt }: SessionDocument): SessionView => ({
  id,
  userAgent,
  createdAt,
  lastUsedAt,
  expiresAt,
});
