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

/** `cursor` goes on where a page has ended, `offset` leaves so many out. */
export interface PageOfOrders {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface OrderPage {
  readonly data: readonly OrderView[];
  readonly next: string | null;
  /** How many orders there are in all, unless there are more. */
  readonly count: number;
  readonly isCountCapped: boolean;
}

export interface OrderList {
  /** The newest orders first. */
  find(filter: OrderFilter, page: PageOfOrders): Promise<OrderPage>;
}
