import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import type { Model, mongo } from 'mongoose';
import type { RecipientRepository } from '../../domain/recipient/recipient-repository.ts';
import { Recipient, type RecipientState } from '../../domain/recipient/recipient.ts';
import type { RecipientDocument } from './recipient-document.ts';

export class MongoRecipientRepository implements RecipientRepository {
  readonly #store: AggregateStore<RecipientState>;
  readonly #documents: mongo.Collection<RecipientDocument>;

  constructor({ store, model }: { store: AggregateStore<RecipientState>; model: Model<RecipientDocument> }) {
    this.#store = store;
    // The driver's own collection of the same documents.
    this.#documents = model.collection as unknown as mongo.Collection<RecipientDocument>;
  }

  async find(address: string): Promise<Recipient> {
    const state = await this.#store.find(address);
    return state === null ? Recipient.unknown(address) : Recipient.rehydrate(state);
  }

  async change(address: string, change: (recipient: Recipient) => void): Promise<Recipient> {
    const unknown = Recipient.unknown(address).state;
    const state = await this.#store.update(
      address,
      (before) => {
        const recipient = Recipient.rehydrate(before);
        change(recipient);
        return recipient.state === before ? null : { state: recipient.state, events: [] };
      },
      unknown,
    );
    return Recipient.rehydrate(state ?? unknown);
  }

  async forgetQuiet(upTo: Date): Promise<void> {
    await this.#documents.deleteMany({ lastAdmittedAt: { $lte: upTo }, provenAt: null, blockedBecause: null });
  }
}
