import type { StockHolds } from '../src/application/ports/stock-holds.ts';
import type { ReservationLine, ReservationState } from '../src/domain/reservation/reservation-state.ts';
import { StockNotFound } from '../src/domain/stock/stock-error.ts';
import type { StockRepository } from '../src/domain/stock/stock-repository.ts';
import { adjust, type Adjustment, type Hold, type Movement, type StockState } from '../src/domain/stock/stock.ts';

/** Keeps the stock in memory as the database does, for unit tests; both pass the contract suites of both ports. */
export class InMemoryStock implements StockRepository, StockHolds {
  /** The movement log, oldest first. */
  readonly movements: Movement[] = [];
  readonly #states = new Map<string, StockState>();

  /** So many pieces of each SKU. */
  constructor(pieces: Readonly<Record<string, number>> = {}) {
    for (const [sku, onHand] of Object.entries(pieces)) this.add(sku, onHand);
  }

  add(sku: string, onHand = 0): void {
    const nothing = { productId: null, name: sku, holds: {}, holdableSince: new Date(0), unfiled: [] };
    this.#states.set(sku, { ...nothing, sku, onHand, available: onHand });
  }

  /** The stock of a SKU that is there. */
  stateOf(sku: string): StockState {
    const state = this.#states.get(sku);
    if (state === undefined) throw new StockNotFound();
    return state;
  }

  async adjust(sku: string, adjustment: Adjustment): Promise<StockState> {
    const before = this.stateOf(sku);
    if (this.movements.some((movement) => movement.id === adjustment.id && movement.sku === sku)) return before;
    const { stock, movement } = adjust(before, adjustment);
    this.movements.push(movement);
    this.#states.set(sku, { ...stock, unfiled: [] });
    return stock;
  }

  /** Nothing can come between an adjustment and its movement here. */
  async fileMovements(): Promise<void> {
    return Promise.resolve();
  }

  async hold({ orderId, createdAt }: ReservationState, { sku, quantity }: ReservationLine): Promise<boolean> {
    const state = this.#states.get(sku);
    if (state === undefined) return false;
    const { holds, available, holdableSince } = state;
    const hold = holds[orderId];
    if (hold !== undefined) return 'quantity' in hold && hold.quantity === quantity;
    if (available < quantity || holdableSince > createdAt) return false;
    const held = { ...holds, [orderId]: { quantity } };
    this.#states.set(sku, { ...state, available: available - quantity, holds: held });
    return true;
  }

  async release({ orderId, lines }: ReservationState, at: Date): Promise<void> {
    for (const state of this.#statesOf(lines)) {
      const hold = state.holds[orderId] ?? { quantity: 0 };
      if ('quantity' in hold) this.#end(state, orderId, at, { available: state.available + hold.quantity });
    }
  }

  async commit({ orderId, lines }: ReservationState, at: Date): Promise<void> {
    for (const state of this.#statesOf(lines)) {
      const hold = state.holds[orderId];
      if (hold !== undefined && 'quantity' in hold) {
        this.#end(state, orderId, at, { onHand: state.onHand - hold.quantity });
      }
    }
  }

  async restock(reservation: ReservationState, at: Date): Promise<void> {
    const { orderId, lines, updatedAt } = reservation;
    await this.commit(reservation, at);
    for (const { sku, quantity } of lines) {
      const state = this.#states.get(sku);
      if (state === undefined || state.holdableSince > updatedAt) continue;
      const hold = state.holds[orderId];
      if (hold !== undefined && 'restockedAt' in hold) continue;
      this.#end(state, orderId, at, { onHand: state.onHand + quantity, available: state.available + quantity });
      const holds = { ...this.stateOf(sku).holds, [orderId]: { endedAt: at, restockedAt: at } };
      this.#states.set(sku, { ...this.stateOf(sku), holds });
    }
  }

  async available(skus: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = skus.filter((sku) => this.#states.has(sku));
    return new Map(known.map((sku) => [sku, this.stateOf(sku).available]));
  }

  async forgetEnded(before: Date): Promise<void> {
    const isOld = (hold: Hold) => 'endedAt' in hold && hold.endedAt < before;
    for (const state of this.#states.values()) {
      const holds = Object.entries(state.holds);
      const kept = holds.filter(([, hold]) => !isOld(hold));
      if (kept.length === holds.length) continue;
      const holdableSince = state.holdableSince > before ? state.holdableSince : before;
      this.#states.set(state.sku, { ...state, holds: Object.fromEntries(kept), holdableSince });
    }
  }

  #statesOf(lines: readonly ReservationLine[]): readonly StockState[] {
    return lines.flatMap(({ sku }) => this.#states.get(sku) ?? []);
  }

  #end(state: StockState, orderId: string, endedAt: Date, change: Partial<StockState>): void {
    this.#states.set(state.sku, { ...state, ...change, holds: { ...state.holds, [orderId]: { endedAt } } });
  }
}
