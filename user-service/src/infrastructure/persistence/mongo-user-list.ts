import { countUpTo, findPage } from '@souk/chassis/mongo/pages';
import type { Model, mongo } from 'mongoose';
import type { ListRequest } from '../../application/ports/list-page.ts';
import type { UserFilter, UserList, UserPage } from '../../application/ports/user-list.ts';
import { viewOf } from '../../application/user-view.ts';
import type { UserDocument } from './user-document.ts';

const VIEWED = { id: 1, email: 1, name: 1, role: 1, status: 1, emailVerifiedAt: 1, createdAt: 1, updatedAt: 1 };
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;

export class MongoUserList implements UserList {
  readonly #documents: mongo.Collection<UserDocument>;

  constructor(model: Pick<Model<UserDocument>, 'collection'>) {
    // The driver's own collection of the same documents.
    this.#documents = model.collection as unknown as mongo.Collection<UserDocument>;
  }

  async find({ role, status, email }: UserFilter, page: ListRequest): Promise<UserPage> {
    const filter = {
      ...(email !== undefined && { email }),
      ...(role !== undefined && { role }),
      ...(status !== undefined && { status }),
    };
    const hint = hintFor(filter);
    const [{ documents, next }, counted] = await Promise.all([
      findPage(this.#documents, {
        filter,
        order: [
          ['createdAt', -1],
          ['_id', -1],
        ],
        page,
        fields: VIEWED,
        options: { hint },
      }),
      countUpTo(this.#documents, filter, { hint }),
    ]);
    return { data: documents.map(viewOf), next, ...counted };
  }
}

/** The index that has what is asked for in its order, told by name of its fields: there is no other one worth trying. */
function hintFor(filter: UserFilter): mongo.IndexSpecification {
  if (filter.email !== undefined) return { email: 1, ...NEWEST_FIRST };
  const equal = Object.fromEntries(Object.keys(filter).map((field) => [field, 1 as const]));
  return { ...equal, ...NEWEST_FIRST };
}
