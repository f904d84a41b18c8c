import type { OrderView } from '../order-view.ts';
import type { FulfilmentStatus, OrderStatus, PaymentStatus } from '../../domain/order/order-status.ts';

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
}

export interface OrderPage {
  readonly data: readonly OrderView[];
  /** How many orders there are in all. */
  readonly count: number;
}

export interface OrderList {
  /** The newest orders first. */
  find(filter: OrderFilter, page: { readonly limit: number; readonly offset: number }): Promise<OrderPage>;
}
