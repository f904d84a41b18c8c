import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import { draft, type EventDraft } from '@souk/contracts/event';
import { EmailFailedV1, EmailSentV1, EmailSuppressedV1 } from '@souk/contracts/notification-events';
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { EmailNotFound } from '../../domain/email/email-error.ts';
import type { DueEmail, EmailRepository } from '../../domain/email/email-repository.ts';
import { Email, type EmailEvent, type EmailState } from '../../domain/email/email.ts';
import type { EmailDocument } from './email-document.ts';

const MOST_PROVIDER_IDS = 2_000;

export class MongoEmailRepository implements EmailRepository {
  readonly #store: AggregateStore<EmailState>;
  readonly #model: Model<EmailDocument>;
  /** The provider's ids of e-mails that were sent here: its news may be faster than the note that it was sent. */
  readonly #byProviderId = new LRUCache<string, string>({ max: MOST_PROVIDER_IDS });

  constructor({ store, model }: { store: AggregateStore<EmailState>; model: Model<EmailDocument> }) {
    this.#store = store;
    this.#model = model;
  }

  add(email: Email): Promise<boolean> {
    return this.#store.insert(email.state.id, changeOf(email));
  }

  async findPending(id: string): Promise<Email | null> {
    const known = this.#store.recall(id);
    const state = known !== null && isPending(known) ? known : await this.#store.find(id);
    return state !== null && isPending(state) ? Email.rehydrate(state) : null;
  }

  async update(id: string, change: (email: Email) => void): Promise<Email> {
    const state = await this.#store.update(id, (before) => {
      const email = Email.rehydrate(before);
      change(email);
      const { providerId } = email.state;
      if (providerId !== null) this.#byProviderId.set(providerId, id);
      return email.state === before ? null : changeOf(email);
    });
    if (state === null) throw new EmailNotFound();
    return Email.rehydrate(state);
  }

  async due(at: Date, limit: number, after?: DueEmail): Promise<readonly DueEmail[]> {
    const behind = after && [{ nextAttemptAt: { $gt: after.dueAt } }, { _id: { $gt: after.id } }];
    // Without the type as in the index's filter expression the planner does not use a partial index.
    const rows = await this.#model
      .find(
        {
          nextAttemptAt: { $lte: at, $type: 'date', ...(after && { $gte: after.dueAt }) },
          ...(behind && { $or: behind }),
        },
        { nextAttemptAt: 1 },
      )
      .sort({ nextAttemptAt: 1, _id: 1 })
      .limit(limit)
      .lean<{ readonly _id: string; readonly nextAttemptAt: Date }[]>();
    return rows.map(({ _id: id, nextAttemptAt: dueAt }) => ({ id, dueAt }));
  }

  async updateByProviderId(providerId: string, change: (email: Email) => void): Promise<Email | null> {
    const id = this.#byProviderId.get(providerId) ?? (await this.#idOf(providerId));
    return id === null ? null : this.update(id, change);
  }

  async #idOf(providerId: string): Promise<string | null> {
    const row = await this.#model.findOne({ providerId: { $eq: providerId, $type: 'string' } }, { _id: 1 }).lean();
    return row?._id ?? null;
  }
}

const isPending = (state: EmailState): boolean => Email.rehydrate(state).isPending;

function changeOf(email: Email): Change<EmailState> {
  return { state: email.state, events: email.pullEvents().map((event) => toContract(event, email.state)) };
}

/** What the other services learn of a domain event. */
function toContract(event: EmailEvent, { id: emailId, orderId, content: { template } }: EmailState): EventDraft {
  switch (event.type) {
    case 'EmailSent':
      return draft(EmailSentV1, { emailId, orderId, template }, event.at);
    case 'EmailSuppressed':
      return draft(EmailSuppressedV1, { emailId, orderId, template, reason: event.reason }, event.at);
    case 'EmailFailed':
      return draft(EmailFailedV1, { emailId, orderId, template, reason: event.reason }, event.at);
  }
}
