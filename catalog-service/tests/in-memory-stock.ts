import type { StockHolds } from '../src/application/ports/stock-holds.ts';
import type { ReservationLine, ReservationState, Shortage } from '../src/domain/reservation/reservation-state.ts';
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
    const nothing = { productId: null, name: sku, holds: {}, holdableSince: new Date(0), moved: 0, unfiled: [] };
    this.#states.set(sku, { ...nothing, sku, onHand, available: onHand });
  }

  /** The stock of a SKU that is there. */
  stateOf(sku: string): StockState {
    const state = this.#states.get(sku);
    if (state === undefined) throw new StockNotFound();
    return state;
  }

  async adjust(sku: string, adjustment: Adjustment): Promise<StockState> {
    const { stock, movement } = adjust(this.stateOf(sku), adjustment);
    this.movements.push(movement);
    this.#states.set(sku, { ...stock, unfiled: [] });
    return stock;
  }

  /** Nothing can come between an adjustment and its movement here. */
  async fileMovements(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing is known without asking. */
  async knownShortages(): Promise<readonly Shortage[]> {
    return [];
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

  async release({ orderId, lines, hasOneWorker }: ReservationState, at: Date): Promise<void> {
    for (const { sku } of lines) {
      const state = this.#states.get(sku);
      const hold = state?.holds[orderId] ?? { quantity: 0 };
      if (state === undefined || 'endedAt' in hold) continue;
      this.#end(state, orderId, hasOneWorker ? null : { endedAt: at }, { available: state.available + hold.quantity });
    }
  }

  async commit({ orderId, lines, hasOneWorker }: ReservationState, at: Date): Promise<void> {
    for (const { sku, quantity } of lines) {
      const state = this.#states.get(sku);
      const hold = state?.holds[orderId];
      if (state === undefined || hold === undefined || 'endedAt' in hold) continue;
      this.#end(state, orderId, hasOneWorker ? null : { endedAt: at }, { onHand: state.onHand - quantity });
      this.#log(sku, orderId, { kind: 'sold', quantity, delta: -quantity, at });
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
      const after = { onHand: state.onHand + quantity, available: state.available + quantity };
      this.#end(state, orderId, { endedAt: at, restockedAt: at }, after);
      this.#log(sku, orderId, { kind: 'restocked', quantity, delta: quantity, at });
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

  #end(state: StockState, orderId: string, proof: Hold | null, change: Partial<StockState>): void {
    const { [orderId]: _ended, ...others } = state.holds;
    const holds = proof === null ? others : { ...others, [orderId]: proof };
    this.#states.set(state.sku, { ...state, ...change, holds });
  }

  #log(sku: string, orderId: string, moved: Pick<Movement, 'kind' | 'quantity' | 'delta' | 'at'>): void {
    const { onHand, available, moved: before } = this.stateOf(sku);
    const place = before + 1;
    const id = `${sku}:${orderId}:${moved.kind}`;
    this.movements.push({ ...moved, id, sku, orderId, place, onHand, available, by: null, reason: moved.kind });
    this.#states.set(sku, { ...this.stateOf(sku), moved: place });
  }
}
