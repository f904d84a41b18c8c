import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { PaymentServiceConfig } from '../config.ts';
import type { PaymentState } from '../domain/payment/payment-state.ts';
import { MongoPaymentList } from '../infrastructure/persistence/mongo-payment-list.ts';
import { MongoPaymentRepository } from '../infrastructure/persistence/mongo-payment-repository.ts';
import { MongoEventCursor, type EventCursorDocument } from '../infrastructure/persistence/mongo-event-cursor.ts';
import { MongoProviderEvents } from '../infrastructure/persistence/mongo-provider-events.ts';
import { paymentSchema, type PaymentDocument } from '../infrastructure/persistence/payment-document.ts';
import {
  providerEventSchema,
  type ProviderEventDocument,
} from '../infrastructure/persistence/provider-event-document.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({
  aggregates,
  database,
  clock,
  config,
}: Pick<Platform<PaymentServiceConfig>, 'aggregates' | 'database' | 'clock' | 'config'>): Promise<ContainerModule> {
  const { store, model } = await aggregates<PaymentState>('payments', paymentSchema, { isSoleWriter: true });
  const events = await database.model('webhook-events', providerEventSchema);
  const rows = database.collection<ProviderEventDocument>(events.collection.name);
  const payments = database.collection<PaymentDocument>(model.collection.name);
  const cursor = new MongoEventCursor({
    rows: database.collection<EventCursorDocument>('event-cursors'),
    id: `undelivered-events:${config.STRIPE_SECRET_KEY.includes('_live_') ? 'live' : 'test'}`,
    every: config.FETCH_EVENTS_EVERY_MS,
  });
  return new ContainerModule(({ bind }) => {
    bind(T.EventCursor).toConstantValue(cursor);
    bind(T.PaymentList).toConstantValue(new MongoPaymentList(payments));
    bind(T.PaymentRepository).toConstantValue(new MongoPaymentRepository({ store, rows: payments }));
    bind(T.ProviderEvents).toConstantValue(new MongoProviderEvents({ rows, clock }));
  });
}
