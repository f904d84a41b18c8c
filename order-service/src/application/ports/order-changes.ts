import type { OrderState } from '../../domain/order/order-state.ts';

export interface OrderChanges {
  /** The order as soon as the condition holds, or as it is after `milliseconds`; null when there is no such order. */
  waitUntil(id: string, holds: (order: OrderState) => boolean, milliseconds: number): Promise<OrderState | null>;
}
