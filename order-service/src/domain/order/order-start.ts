import { after, DEADLINES } from './order-deadlines.ts';
import { OrderNeedsAtLeastOneLine } from './order-error.ts';
import type { RequestedLine } from './order-line.ts';
import type { OrderState } from './order-state.ts';

export type Placement = Pick<
  OrderState,
  | 'id'
  | 'cartId'
  | 'cartTurn'
  | 'cartRevision'
  | 'checkoutKey'
  | 'customerId'
  | 'email'
  | 'shippingAddress'
  | 'shipping'
  | 'expectedTotal'
  | 'fingerprint'
  | 'unpaidFrom'
> & { readonly requested: readonly RequestedLine[]; readonly at: Date };

/**
 * An order that was just placed.
 * @throws OrderNeedsAtLeastOneLine
 */
export function startOf({ at, ...placement }: Placement): OrderState {
  if (placement.requested.length === 0) throw new OrderNeedsAtLeastOneLine();
  return {
    ...placement,
    lines: [],
    total: null,
    shortages: [],
    status: 'pending',
    paymentStatus: 'unpaid',
    fulfilmentStatus: 'unfulfilled',
    attempt: 0,
    session: null,
    cancellationRequested: null,
    cancelledBecause: null,
    paymentFailure: null,
    paid: null,
    refunded: null,
    refunds: [],
    disputes: [],
    attention: [],
    revision: 1,
    placedAt: at,
    updatedAt: at,
    deadlineAt: after(at, DEADLINES.stock),
  };
}
