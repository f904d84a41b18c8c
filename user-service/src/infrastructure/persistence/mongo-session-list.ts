import { countUpTo, findPage } from '@souk/chassis/mongo/pages';
import type { mongo } from 'mongoose';
import type { ListRequest } from '../../application/ports/list-page.ts';
import type { SessionList, SessionPage } from '../../application/ports/session-list.ts';
import type { SessionDocument } from './session-document.ts';

const VIEWED = { userAgent: 1, createdAt: 1, lastUsedAt: 1, expiresAt: 1 };

export class MongoSessionList implements SessionList {
  readonly #documents: mongo.Collection<SessionDocument>;

  constructor(documents: mongo.Collection<SessionDocument>) {
    this.#documents = documents;
  }

  async find(
    { userId, epoch, at }: { userId: string; epoch: number; at: Date },
    page: ListRequest,
  ): Promise<SessionPage> {
    const filter = { userId, epoch, expiresAt: { $gt: at } };
    const hint = { userId: 1, epoch: 1, lastUsedAt: -1, _id: -1 } as const;
    const [{ documents, next }, counted] = await Promise.all([
      findPage(this.#documents, {
        filter,
        order: [
          ['lastUsedAt', -1],
          ['_id', -1],
        ],
        page,
        fields: VIEWED,
        options: { hint },
      }),
      countUpTo(this.#documents, filter, { hint }),
    ]);
    const data = documents.map(({ _id: id, userAgent, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      userAgent,
      createdAt,
      lastUsedAt,
      expiresAt,
    }));
    return { data, next, ...counted };
  }
}
