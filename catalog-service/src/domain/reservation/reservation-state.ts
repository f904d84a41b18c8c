import type { MoneyShape } from '@souk/kernel/money';

export type ReservationStatus = 'pending' | 'reserved' | 'rejected' | 'released' | 'committed' | 'restocked';

export interface ReservationLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A line with what it is and costs at the moment it is reserved. */
export interface PricedLine extends ReservationLine {
  readonly productId: string;
  readonly name: string;
  readonly unitPrice: MoneyShape;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** A reservation as it is stored. */
export interface ReservationState {
  readonly orderId: string;
  readonly status: ReservationStatus;
  /** One per SKU, in the order in which they are held: two orders for the same SKUs never wait for each other's. */
  readonly lines: readonly ReservationLine[];
  /** Whether something is left to do: to decide on it, or to bring what was decided to the stock. */
  readonly isUnfinished: boolean;
  /**
   * Whether nobody but who has decided on it can ever have been about to hold its lines. Then a hold that has ended cannot come back; otherwise
   * its end has to leave a proof.
   */
  readonly hasOneWorker: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
