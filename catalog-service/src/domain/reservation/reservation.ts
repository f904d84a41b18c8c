import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { OrderIdMustBeAPlainName, TransitionIsNotAllowed } from './reservation-error.ts';
import type { ReservationEvent } from './reservation-event.ts';
import type { PricedLine, ReservationLine, ReservationState, Shortage } from './reservation-state.ts';

/**
 * Decides on the stock of one order. Its status is written before the stock follows (see `SettleReservation`), so whoever
 * finds it knows what the stock must become, however often the work was cut off.
 */
export class Reservation extends AggregateRoot<ReservationEvent> {
  #state: ReservationState;

  private constructor(state: ReservationState) {
    super();
    this.#state = state;
  }

  static request({
    orderId,
    lines,
    at,
  }: {
    orderId: string;
    lines: readonly ReservationLine[];
    at: Date;
  }): Reservation {
    assertPlainName(orderId);
    return new Reservation({
      orderId,
      status: 'pending',
      lines: onePerSku(lines),
      isUnfinished: true,
      hasOneWorker: true,
      createdAt: at,
      updatedAt: at,
    });
  }

  /** For an order that was cancelled before its stock was asked for: nothing can be reserved for it any more. */
  static releasedBeforehand({ orderId, at }: { orderId: string; at: Date }): Reservation {
    assertPlainName(orderId);
    return new Reservation({
      orderId,
      status: 'released',
      lines: [],
      isUnfinished: false,
      hasOneWorker: true,
      createdAt: at,
      updatedAt: at,
    });
  }

  static rehydrate(state: ReservationState): Reservation {
    return new Reservation(state);
  }

  get state(): ReservationState {
    return this.#state;
  }

  /** Somebody else goes on with it, while the first worker may still be active. */
  takeOver(at: Date): void {
    if (this.#state.status === 'pending') this.#become('pending', at, { hasOneWorker: false });
  }

  /** Every line is held. Changes nothing when something else was decided meanwhile. */
  reserve(lines: readonly PricedLine[], at: Date): void {
    if (this.#state.status !== 'pending') return;
    this.#become('reserved', at);
    this.record({ type: 'StockReserved', lines, at });
  }

  /**
   * Not every line could be held. Changes nothing when something else was decided meanwhile. When the only one who has tried holds nothing,
   * nothing is left to do.
   */
  reject(shortages: readonly Shortage[], { at, isAnyHeld }: { at: Date; isAnyHeld: boolean }): void {
    if (this.#state.status !== 'pending') return;
    this.#become('rejected', at, { isUnfinished: isAnyHeld || !this.#state.hasOneWorker });
    this.record({ type: 'StockRejected', shortages, at });
  }

  /** The order has ended unfulfilled; what it was sold comes back. */
  release(at: Date): void {
    switch (this.#state.status) {
      case 'pending':
        // Who holds its lines right now has not heard of it.
        this.#become('released', at, { hasOneWorker: false });
        this.record({ type: 'StockReleased', at });
        break;
      case 'reserved':
        this.#become('released', at);
        this.record({ type: 'StockReleased', at });
        break;
      case 'committed':
        this.#become('restocked', at);
        this.record({ type: 'StockRestocked', at });
        break;
      case 'rejected':
      case 'released':
      case 'restocked':
        break;
    }
  }

  /** The order is paid. One that has been restocked since was paid, too: the news comes late, or again. */
  commit(at: Date): void {
    const { status } = this.#state;
    if (status === 'committed' || status === 'restocked') return;
    if (status !== 'reserved') throw new TransitionIsNotAllowed('commit', status);
    this.#become('committed', at);
    this.record({ type: 'StockCommitted', at });
  }

  #become(status: ReservationState['status'], at: Date, changes: Partial<ReservationState> = {}): void {
    this.#state = { ...this.#state, status, isUnfinished: status !== 'reserved', updatedAt: at, ...changes };
  }
}

/** An order's id is the name of a field in the documents of its SKUs. */
function assertPlainName(orderId: string): void {
  if (!/^[\w-]{1,64}$/.test(orderId)) throw new OrderIdMustBeAPlainName();
}

function onePerSku(lines: readonly ReservationLine[]): readonly ReservationLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
