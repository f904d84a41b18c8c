import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { PaymentState } from '../domain/payment/payment-state.ts';
import { MongoPaymentList } from '../infrastructure/persistence/mongo-payment-list.ts';
import { MongoPaymentRepository } from '../infrastructure/persistence/mongo-payment-repository.ts';
import {
  MongoProviderEvents,
  providerEventSchema,
  type ProviderEventDocument,
} from '../infrastructure/persistence/mongo-provider-events.ts';
import { paymentSchema } from '../infrastructure/persistence/payment-document.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({
  aggregates,
  database,
  clock,
}: Pick<Platform, 'aggregates' | 'database' | 'clock'>): Promise<ContainerModule> {
  const { store, model } = await aggregates<PaymentState>('payments', paymentSchema, { isSoleWriter: true });
  const events = await database.model('webhook-events', providerEventSchema);
  const rows = database.collection<ProviderEventDocument>(events.collection.name);
  return new ContainerModule(({ bind }) => {
    bind(T.PaymentList).toConstantValue(new MongoPaymentList(model));
    bind(T.PaymentRepository).toConstantValue(new MongoPaymentRepository({ store, model }));
    bind(T.ProviderEvents).toConstantValue(new MongoProviderEvents({ rows, clock }));
  });
}
