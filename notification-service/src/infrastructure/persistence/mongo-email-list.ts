import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Model, mongo } from 'mongoose';
import type { EmailFilter, EmailList, EmailView } from '../../application/ports/email-list.ts';
import type { EmailDocument } from './email-document.ts';

const VIEWED = {
  ...{ id: 1, to: 1, orderId: 1, 'content.template': 1, status: 1, suppressedBecause: 1, attempts: 1 },
  ...{ lastError: 1, providerId: 1, createdAt: 1, sentAt: 1 },
};
/** Those of the filters that have an index, the most telling first. */
const INDEXED = ['orderId', 'to', 'status'] as const;

export class MongoEmailList implements EmailList {
  readonly #documents: mongo.Collection<EmailDocument>;

  constructor(model: Pick<Model<EmailDocument>, 'collection'>) {
    // The driver's own collection of the same documents.
    this.#documents = model.collection as unknown as mongo.Collection<EmailDocument>;
  }

  find({ to, orderId, status }: EmailFilter, page: PageWanted): Promise<PageFound<EmailView>> {
    const filter = {
      ...(to !== undefined && { to }),
      ...(orderId !== undefined && { orderId }),
      ...(status !== undefined && { status }),
    };
    const field = INDEXED.find((name) => name in filter);
    const hint = { ...(field !== undefined && { [field]: 1 as const }), createdAt: -1, _id: -1 } as const;
    const order = [
      ['createdAt', -1],
      ['_id', -1],
    ] as const;
    return findList(this.#documents, { filter, order, page, fields: VIEWED, options: { hint } }, viewOf);
  }
}

function viewOf(row: EmailDocument): EmailView {
  const { id, to, orderId, content, status, attempts, lastError, providerId, createdAt, sentAt } = row;
  const { template } = content;
  // Mail of before this was known has none.
  const suppressedBecause = (row as Partial<EmailDocument>).suppressedBecause ?? null;
  return {
    ...{ id, to, orderId, template, status, suppressedBecause },
    ...{ attempts, lastError, providerId, createdAt, sentAt },
  };
}
