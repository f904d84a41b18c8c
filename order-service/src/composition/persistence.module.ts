import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { OrderState } from '../domain/order/order-state.ts';
import { guestHoldsSchema, MongoGuestHolds } from '../infrastructure/persistence/mongo-guest-holds.ts';
import { MongoOrderList } from '../infrastructure/persistence/mongo-order-list.ts';
import { MongoOrderRepository } from '../infrastructure/persistence/mongo-order-repository.ts';
import { MongoTimeline, timelineSchema } from '../infrastructure/persistence/mongo-timeline.ts';
import { orderSchema, STATE_ONLY, type OrderDocument } from '../infrastructure/persistence/order-document.ts';
import { OrderWatch } from '../infrastructure/persistence/order-watch.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({
  aggregates,
  database,
}: Pick<Platform, 'aggregates' | 'database'>): Promise<ContainerModule> {
  const { store } = await aggregates<OrderState>('orders', orderSchema, { isSoleWriter: true });
  const documents = database.collection<OrderDocument>('orders');
  const timeline = await database.model('timeline', timelineSchema);
  await database.model('guest-holds', guestHoldsSchema);
  const watch = new OrderWatch({
    recall: (id) => store.recall(id),
    find: (id) => store.find(id),
    findAll: (ids) =>
      documents
        .find({ _id: { $in: ids } })
        .project<OrderState>(STATE_ONLY)
        .toArray(),
  });
  return new ContainerModule(({ bind }) => {
    bind(T.GuestHolds).toConstantValue(
      new MongoGuestHolds({ claims: database.collection('guest-holds'), orders: documents }),
    );
    bind(T.OrderChanges).toConstantValue(watch);
    bind(T.OrderList).toConstantValue(new MongoOrderList(documents));
    bind(T.OrderRepository).toConstantValue(
      new MongoOrderRepository({ store, documents, onChange: (order) => watch.notify(order) }),
    );
    bind(T.Timeline).toConstantValue(new MongoTimeline(database.collection(timeline.collection.name)));
  });
}
