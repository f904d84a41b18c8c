import { OnlyWhatIsNotHeldMayGo } from './stock-error.ts';

/**
 * Pieces taken aside for an order; or, where somebody might still be about to take some, the proof that its reservation has ended; or the
 * proof that what it was sold has come back.
 */
export type Hold =
  { readonly quantity: number } | { readonly endedAt: Date } | { readonly endedAt: Date; readonly restockedAt: Date };

/** The pieces of one SKU. At all times `available` + all held quantities = `onHand` = the sum of all movements, and `available` ≥ 0. */
export interface StockState {
  readonly sku: string;
  /** The product that sells the SKU; null when none does any more. */
  readonly productId: string | null;
  /** Of the product and the variant, for people. */
  readonly name: string;
  readonly onHand: number;
  readonly available: number;
  /** By order id. */
  readonly holds: Readonly<Record<string, Hold>>;
  /** Reservations made before this moment can hold nothing any more: the proofs that they have ended may be gone. */
  readonly holdableSince: Date;
  /** How many movements there have been. */
  readonly moved: number;
  /** The newest movements, which the movement log may not have yet, in their order. */
  readonly unfiled: readonly Movement[];
}

/** A change of `onHand`, as it is logged: by an admin, or by an order that was paid, or cancelled after that. */
export interface Movement {
  readonly id: string;
  readonly sku: string;
  /** Which one of the SKU it is, from 1. */
  readonly place: number;
  readonly kind: 'in' | 'out' | 'set' | 'sold' | 'restocked';
  readonly quantity: number;
  /** By how many pieces the stock grew; negative when it shrank. */
  readonly delta: number;
  /** After the movement. */
  readonly onHand: number;
  readonly available: number;
  readonly reason: string;
  /** Id of the admin; null when it was an order. */
  readonly by: string | null;
  /** Null when it was an admin. */
  readonly orderId: string | null;
  readonly at: Date;
}

export interface Adjustment extends Pick<Movement, 'id' | 'quantity' | 'reason' | 'by' | 'at'> {
  readonly kind: 'in' | 'out' | 'set';
}

/** @throws OnlyWhatIsNotHeldMayGo */
export function adjust(stock: StockState, adjustment: Adjustment): { stock: StockState; movement: Movement } {
  const { sku, onHand: before, available } = stock;
  const onHand = { in: before + adjustment.quantity, out: before - adjustment.quantity, set: adjustment.quantity }[
    adjustment.kind
  ];
  const delta = onHand - before;
  if (available + delta < 0) throw new OnlyWhatIsNotHeldMayGo({ onHand: before, held: before - available });
  const after = { onHand, available: available + delta };
  const moved = stock.moved + 1;
  const movement = { sku, ...adjustment, orderId: null, place: moved, delta, ...after };
  return { movement, stock: { ...stock, ...after, moved, unfiled: [...stock.unfiled, movement] } };
}
