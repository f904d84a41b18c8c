import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import type { PaymentFilter, PaymentList } from '../../application/ports/payment-list.ts';
import { viewOf, type PaymentView } from '../../application/payment-view.ts';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { PaymentDocument } from './payment-document.ts';

/** What every aggregate carries and nobody is shown, and the words of requests to the provider. */
const HIDDEN = { outbox: 0, inbox: 0, seen: 0, sequences: 0, 'request.parameters': 0, nextRequest: 0 };

export class MongoPaymentList implements PaymentList {
  readonly #rows: mongo.Collection<PaymentDocument>;

  constructor(rows: mongo.Collection<PaymentDocument>) {
    this.#rows = rows;
  }

  find({ status, attention, orderId }: PaymentFilter, page: PageWanted): Promise<PageFound<PaymentView>> {
    const filter = {
      ...(orderId === undefined ? {} : { _id: orderId }),
      ...(status === undefined ? {} : { status }),
      ...(attention === undefined ? {} : { attention }),
    };
    const order = [
      ['requestedAt', -1],
      ['_id', -1],
    ] as const;
    return findList(this.#rows, { filter, order, page, fields: HIDDEN }, viewOf);
  }

  async of(orderId: string): Promise<PaymentView> {
    const payment = await this.#rows.findOne({ _id: orderId }, { projection: HIDDEN });
    if (payment === null) throw new PaymentNotFound();
    return viewOf(payment);
  }
}
