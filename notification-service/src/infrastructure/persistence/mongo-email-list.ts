import type { Model, QueryFilter } from 'mongoose';
import type { EmailFilter, EmailList, EmailView } from '../../application/ports/email-list.ts';
import type { EmailDocument } from './email-document.ts';

/** Counting stops here: nobody pages through more, and a count costs as much as what it counts. */
const MAX_COUNT = 10_000;

export class MongoEmailList implements EmailList {
  readonly #model: Model<EmailDocument>;

  constructor(model: Model<EmailDocument>) {
    this.#model = model;
  }

  async find(given: EmailFilter, { limit, offset }: { limit: number; offset: number }) {
    const filter: QueryFilter<EmailDocument> = Object.fromEntries(
      Object.entries(given).filter(([, value]) => Boolean(value)),
    );
    const [rows, count] = await Promise.all([
      this.#model.find(filter).sort({ createdAt: -1 }).skip(offset).limit(limit).lean<EmailDocument[]>(),
      this.#model.countDocuments(filter).limit(MAX_COUNT),
    ]);
    return { data: rows.map(viewOf), count };
  }
}

function viewOf(row: EmailDocument): EmailView {
  const { id, to, orderId, content, status, attempts, lastError, providerId, createdAt, sentAt } = row;
  return { id, to, orderId, template: content.template, status, attempts, lastError, providerId, createdAt, sentAt };
}
