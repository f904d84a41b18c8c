import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Attention, FulfilmentStatus, OrderStatus, PaymentStatus } from '../../domain/order/order-status.ts';
import type { OrderView } from '../order-view.ts';

export interface OrderFilter {
  readonly customerId?: string | undefined;
  readonly status?: OrderStatus | undefined;
  readonly paymentStatus?: PaymentStatus | undefined;
  readonly fulfilmentStatus?: FulfilmentStatus | undefined;
  readonly email?: string | undefined;
  /** Placed at this moment or later. */
  readonly from?: Date | undefined;
  /** Placed before this moment. */
  readonly to?: Date | undefined;
  readonly attention?: Attention | 'any' | undefined;
}

export interface OrderList {
  /** The newest orders first. */
  find(filter: OrderFilter, page: PageWanted): Promise<PageFound<OrderView>>;
}
