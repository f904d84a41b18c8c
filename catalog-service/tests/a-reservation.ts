import type { PricedLine } from '../src/domain/reservation/reservation-state.ts';
import { Reservation } from '../src/domain/reservation/reservation.ts';

export const at = new Date('2026-01-01T09:00:00Z');

export const secondsLater = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);

export const pricedLine: PricedLine = {
  sku: 'TEA-GREEN-100',
  quantity: 2,
  productId: '0197a1b2-0000-7000-8000-0000000000cc',
  name: 'Green tea, 100 g',
  unitPrice: { amount: 1250, currency: 'EUR' },
};

/** A reservation that is still to be decided. */
export const aReservation = (overrides: Partial<Parameters<typeof Reservation.request>[0]> = {}): Reservation =>
  Reservation.request({ orderId: 'order-1', lines: [{ sku: pricedLine.sku, quantity: 2 }], at, ...overrides });
