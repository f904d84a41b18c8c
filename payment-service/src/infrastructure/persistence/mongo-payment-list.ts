import type { Model, QueryFilter } from 'mongoose';
import type { PaymentFilter, PaymentList, PaymentPage } from '../../application/ports/payment-list.ts';
import { viewOf, type PaymentView } from '../../application/payment-view.ts';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { PaymentDocument } from './payment-document.ts';

/** Counting stops here: nobody pages through more, and a count costs as much as what it counts. */
const MAX_COUNT = 10_000;

export class MongoPaymentList implements PaymentList {
  readonly #model: Model<PaymentDocument>;

  constructor(model: Model<PaymentDocument>) {
    this.#model = model;
  }

  async find(
    { status, orderId }: PaymentFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<PaymentPage> {
    const filter: QueryFilter<PaymentDocument> = {
      ...(orderId === undefined ? {} : { _id: orderId }),
      ...(status === undefined ? {} : { status }),
    };
    const [data, count] = await Promise.all([
      this.#model.find(filter).sort({ requestedAt: -1 }).skip(offset).limit(limit).lean<PaymentDocument[]>(),
      this.#model.countDocuments(filter).limit(MAX_COUNT),
    ]);
    return { data: data.map(viewOf), count };
  }

  async of(orderId: string): Promise<PaymentView> {
    const payment = await this.#model.findById(orderId).lean<PaymentDocument>();
    if (payment === null) throw new PaymentNotFound();
    return viewOf(payment);
  }
}
