import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import { findPage } from '@souk/chassis/mongo/pages';
import type { mongo } from 'mongoose';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { DuePayments, PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import { Payment } from '../../domain/payment/payment.ts';
import type { PaymentDocument } from './payment-document.ts';
import { toContract } from './payment-event-contract.ts';

export class MongoPaymentRepository implements PaymentRepository {
  readonly #store: AggregateStore<PaymentState>;
  readonly #rows: mongo.Collection<PaymentDocument>;

  constructor({ store, rows }: { store: AggregateStore<PaymentState>; rows: mongo.Collection<PaymentDocument> }) {
    this.#store = store;
    this.#rows = rows;
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

  async due(at: Date, limit: number, after: string | null = null): Promise<DuePayments> {
    const { documents, next } = await findPage(this.#rows, {
      filter: { nextActionAt: { $lte: at, $type: 'date' } },
      order: [
        ['nextActionAt', 1],
        ['_id', 1],
      ],
      page: { limit, offset: 0, cursor: after ?? undefined },
      fields: { nextActionAt: 1 },
    });
    return { orderIds: documents.map(({ _id }) => _id), next };
  }
}

function changeOf(payment: Payment): Change<PaymentState> {
  const events = payment.pullEvents().map((event) => toContract(event, payment.state));
  return { state: payment.state, events };
}
