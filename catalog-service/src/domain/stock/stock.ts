import { OnlyWhatIsNotHeldMayGo } from './stock-error.ts';

/**
 * Pieces taken aside for an order; or, once the order's reservation has ended, the proof that it may take none again, and that
 * what it was sold has come back.
 */
export type Hold =
  { readonly quantity: number } | { readonly endedAt: Date } | { readonly endedAt: Date; readonly restockedAt: Date };

/** The pieces of one SKU. At all times `available` + all held quantities = `onHand`, and `available` ≥ 0. */
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
  /** The newest movements, which the movement log may not have yet. */
  readonly unfiled: readonly Movement[];
}

/** A change of the stock by an admin, as it is logged. */
export interface Movement {
  readonly id: string;
  readonly sku: string;
  readonly kind: 'in' | 'out' | 'set';
  readonly quantity: number;
  /** By how many pieces the stock grew; negative when it shrank. */
  readonly delta: number;
  /** After the movement. */
  readonly onHand: number;
  readonly available: number;
  readonly reason: string;
  /** Id of the admin. */
  readonly by: string;
  readonly at: Date;
}

export type Adjustment = Pick<Movement, 'id' | 'kind' | 'quantity' | 'reason' | 'by' | 'at'>;

/** @throws OnlyWhatIsNotHeldMayGo */
export function adjust(stock: StockState, adjustment: Adjustment): { stock: StockState; movement: Movement } {
  const { sku, onHand: before, available } = stock;
  const onHand = { in: before + adjustment.quantity, out: before - adjustment.quantity, set: adjustment.quantity }[
    adjustment.kind
  ];
  const delta = onHand - before;
  if (available + delta < 0) throw new OnlyWhatIsNotHeldMayGo({ onHand: before, held: before - available });
  const after = { onHand, available: available + delta };
  const movement = { sku, ...adjustment, delta, ...after };
  return { movement, stock: { ...stock, ...after, unfiled: [...stock.unfiled, movement] } };
}
