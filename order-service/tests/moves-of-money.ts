import { expect } from 'vitest';
import type { RefundReason } from '../src/domain/order/order-refund.ts';
import type { Order } from '../src/domain/order/order.ts';
import { at, euros, orders } from './an-order.ts';

export const paid = euros(2990);
/** Id of the refund that follows from a cancellation. */
export const cancelled = `${orders.pending().state.id}:cancelled`;
export const requested = (refundId: string, amount = paid, reason = 'cancelled') =>
  expect.objectContaining({ type: 'RefundRequested', refund: expect.objectContaining({ refundId, amount, reason }) });

export const settle = (
  order: Order,
  refundId: string,
  failure: string | null = null,
  amount = paid,
  reason?: RefundReason,
) => order.settleRefund({ refundId, amount, reason: reason ?? 'cancelled', failure }, at);
export const grant = (order: Order, refundId: string, amount: number | null) =>
  order.grantRefund({ refundId, amount: amount === null ? null : euros(amount), note: null }, at);
export const dispute = (order: Order, disputeId = 'du_1', amount = paid) =>
  order.openDispute({ disputeId, amount, reason: 'fraudulent' }, at);
export const statusOf = ({ state: { status, paymentStatus, refunded } }: Order) => [
  status,
  paymentStatus,
  refunded?.amount,
];
