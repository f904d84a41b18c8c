import type { MoneyShape } from '@souk/kernel/money';
import type { Address } from './address.ts';
import type { CancellationReason, CancellationRequest } from './order-event.ts';
import type { OrderLine, RequestedLine, Shortage } from './order-line.ts';
import type { OrderDispute } from './order-dispute.ts';
import type { OrderRefund } from './order-refund.ts';
import type { Attention, FulfilmentStatus, OrderStatus, PaymentStatus } from './order-status.ts';
import type { ShippingMethod } from './shipping-method.ts';

/** The place where the shopper pays. */
export interface PaymentSession {
  readonly attempt: number;
  readonly sessionId: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/** An order as it is stored. */
export interface OrderState {
  readonly id: string;
  readonly cartId: string;
  /** 1, 2, 3 … of this cart. The id derives from both, and the next one comes when this one has ended: so no cart is paid twice. */
  readonly cartTurn: number;
  /** Of the cart when it was ordered; null when that was not told. */
  readonly cartRevision: number;
  /** Derived from who asked and their Idempotency-Key. */
  readonly checkoutKey: string;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly email: string;
  readonly shippingAddress: Address;
  readonly shipping: ShippingMethod;
  readonly requested: readonly RequestedLine[];
  /** Of what the shopper sent: tells a repeated checkout from another one with the same key. */
  readonly fingerprint: string;
  readonly expectedTotal: MoneyShape;
  /** While a guest has not paid: the network they came from, as a keyed hash. Null for customers, and afterwards. */
  readonly unpaidFrom: string | null;
  /** Empty until the stock is reserved. */
  readonly lines: readonly OrderLine[];
  readonly total: MoneyShape | null;
  readonly shortages: readonly Shortage[];
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfilmentStatus: FulfilmentStatus;
  /** How often a payment session was asked for. */
  readonly attempt: number;
  readonly session: PaymentSession | null;
  readonly cancellationRequested: CancellationRequest | null;
  readonly cancelledBecause: CancellationReason | null;
  /** What the provider or the bank said when it could not be paid. */
  readonly paymentFailure: string | null;
  readonly paid: MoneyShape | null;
  /** The sum of the refunds that have succeeded. */
  readonly refunded: MoneyShape | null;
  readonly refunds: readonly OrderRefund[];
  readonly disputes: readonly OrderDispute[];
  /** Why somebody of the shop has to look at it. */
  readonly attention: readonly Attention[];
  /** Grows with each change; tells what a viewer has seen from what is new. */
  readonly revision: number;
  readonly placedAt: Date;
  readonly updatedAt: Date;
  /** When somebody has to look why nothing has happened; null where waiting is fine. */
  readonly deadlineAt: Date | null;
}
