import type { Model, QueryFilter } from 'mongoose';
import type { UserFilter, UserList } from '../../application/ports/user-list.ts';
import { viewOf, type UserView } from '../../application/user-view.ts';
import { normalizedEmail } from '../../domain/user/email.ts';
import type { UserDocument } from './user-document.ts';

/** Counting stops here: nobody pages through more, and a count costs as much as what it counts. */
const MAX_COUNT = 10_000;

const VIEWED = { id: 1, email: 1, name: 1, role: 1, status: 1, emailVerifiedAt: 1, createdAt: 1, updatedAt: 1 };

export class MongoUserList implements UserList {
  readonly #model: Model<UserDocument>;

  constructor(model: Model<UserDocument>) {
    this.#model = model;
  }

  async find({ role, status, email }: UserFilter, { limit, offset }: { limit: number; offset: number }) {
    const filter: QueryFilter<UserDocument> = {
      ...(role === undefined ? {} : { role }),
      ...(status === undefined ? {} : { status }),
      ...(email === undefined ? {} : { email: normalizedEmail(email) }),
    };
    const [data, count] = await Promise.all([
      this.#model.find(filter, VIEWED).sort({ createdAt: -1 }).skip(offset).limit(limit).lean<UserView[]>(),
      this.#model.countDocuments(filter).limit(MAX_COUNT),
    ]);
    return { data: data.map(viewOf), count };
  }
}
