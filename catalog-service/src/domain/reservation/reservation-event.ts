import type { PricedLine, Shortage } from './reservation-state.ts';

export type ReservationEvent = { readonly at: Date } & (
  | { readonly type: 'StockReserved'; readonly lines: readonly PricedLine[] }
  | { readonly type: 'StockRejected'; readonly shortages: readonly Shortage[] }
  | { readonly type: 'StockReleased' }
  | { readonly type: 'StockCommitted' }
  | { readonly type: 'StockRestocked' }
);
