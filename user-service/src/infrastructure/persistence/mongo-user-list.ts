import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Model, mongo } from 'mongoose';
import type { UserFilter, UserList } from '../../application/ports/user-list.ts';
import { viewOf, type UserView } from '../../application/user-view.ts';
import type { UserDocument } from './user-document.ts';

const VIEWED = { id: 1, email: 1, name: 1, role: 1, status: 1, emailVerifiedAt: 1, createdAt: 1, updatedAt: 1 };
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;

export class MongoUserList implements UserList {
  readonly #documents: mongo.Collection<UserDocument>;

  constructor(model: Pick<Model<UserDocument>, 'collection'>) {
    // The driver's own collection of the same documents.
    this.#documents = model.collection as unknown as mongo.Collection<UserDocument>;
  }

  find({ role, status, email }: UserFilter, page: PageWanted): Promise<PageFound<UserView>> {
    const filter = {
      ...(email !== undefined && { email }),
      ...(role !== undefined && { role }),
      ...(status !== undefined && { status }),
    };
    const order = [
      ['createdAt', -1],
      ['_id', -1],
    ] as const;
    const options = { hint: hintFor(filter) };
    return findList(this.#documents, { filter, order, page, fields: VIEWED, options }, viewOf);
  }
}

/** The index that has what is asked for in its order, told by name of its fields: there is no other one worth trying. */
function hintFor(filter: UserFilter): mongo.IndexSpecification {
  if (filter.email !== undefined) return { email: 1, ...NEWEST_FIRST };
  const equal = Object.fromEntries(Object.keys(filter).map((field) => [field, 1 as const]));
  return { ...equal, ...NEWEST_FIRST };
}
