import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import type { Model } from 'mongoose';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import { Payment } from '../../domain/payment/payment.ts';
import type { PaymentDocument } from './payment-document.ts';
import { toContract } from './payment-event-contract.ts';

export class MongoPaymentRepository implements PaymentRepository {
  readonly #store: AggregateStore<PaymentState>;
  readonly #model: Model<PaymentDocument>;

  constructor({ store, model }: { store: AggregateStore<PaymentState>; model: Model<PaymentDocument> }) {
    this.#store = store;
    this.#model = model;
  }

  add(payment: Payment): Promise<boolean> {
    return this.#store.insert(payment.state.orderId, changeOf(payment));
  }

  async find(orderId: string): Promise<Payment | null> {
    const state = await this.#store.find(orderId);
    return state === null ? null : Payment.rehydrate(state);
  }

  async update(orderId: string, change: (payment: Payment) => void): Promise<Payment> {
    const state = await this.#store.update(orderId, (before) => {
      const payment = Payment.rehydrate(before);
      change(payment);
      return payment.state === before ? null : changeOf(payment);
    });
    if (state === null) throw new PaymentNotFound();
    return Payment.rehydrate(state);
  }

  async due(at: Date, limit: number): Promise<readonly string[]> {
    const due = await this.#model
      .find({ nextActionAt: { $lte: at, $type: 'date' } }, { _id: 1 })
      .sort({ nextActionAt: 1 })
      .limit(limit)
      .lean();
    return due.map(({ _id }) => _id);
  }
}

function changeOf(payment: Payment): Change<PaymentState> {
  const events = payment.pullEvents().map((event) => toContract(event, payment.state));
  return { state: payment.state, events };
}
