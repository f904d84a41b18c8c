import type { Clock } from '@souk/kernel/clock';
import { ReservationNotFound } from '../../domain/reservation/reservation-error.ts';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type {
  PricedLine,
  ReservationLine,
  ReservationState,
  Shortage,
} from '../../domain/reservation/reservation-state.ts';
import type { Offer, Offers } from '../ports/offers.ts';
import type { StockHolds } from '../ports/stock-holds.ts';

export interface SettleReservationPorts {
  readonly reservations: ReservationRepository;
  readonly offers: Offers;
  readonly stock: StockHolds;
  readonly clock: Clock;
}

/**
 * Takes a reservation as far as it can go by itself, from wherever an earlier run was cut off. A decision is always written
 * before the stock follows it: released first and decided afterwards, a reserved order could be left without its pieces.
 * catalog-service/tests/reservation-model.ts explores these steps in every order and interleaving.
 */
export class SettleReservation {
  readonly #ports: SettleReservationPorts;

  constructor(ports: SettleReservationPorts) {
    this.#ports = ports;
  }

  async execute(found: ReservationState): Promise<void> {
    const { reservations, stock, clock } = this.#ports;
    const decided = found.status === 'pending' ? await this.#decide(found) : found;
    if (!decided.isUnfinished) return;
    if (decided.status === 'committed') await stock.commit(decided, clock.now());
    else if (decided.status === 'restocked') await stock.restock(decided, clock.now());
    else await stock.release(decided, clock.now());
    await reservations.finish(decided);
  }

  /** Goes on with what somebody else has begun, and notes that first: they may still be active. */
  async resume(orderId: string): Promise<void> {
    const { reservations, clock } = this.#ports;
    const found = await reservations.update(orderId, (reservation) => reservation.takeOver(clock.now()));
    if (found !== null) await this.execute(found);
  }

  async #decide(pending: ReservationState): Promise<ReservationState> {
    const { reservations, offers, clock } = this.#ports;
    const offered = await offers.of(pending.lines.map(({ sku }) => sku));
    const { held, shortages } = await this.#hold(pending, offered);
    const decided = await reservations.update(pending.orderId, (reservation) => {
      if (shortages.length > 0) reservation.reject(shortages, { at: clock.now(), isAnyHeld: held > 0 });
      else reservation.reserve(priced(pending.lines, offered), clock.now());
    });
    if (decided === null) throw new ReservationNotFound(pending.orderId);
    return decided;
  }

  /** Holds line by line until one is short, and says then what cannot be held. */
  async #hold(
    pending: ReservationState,
    offered: ReadonlyMap<string, Offer>,
  ): Promise<{ readonly held: number; readonly shortages: readonly Shortage[] }> {
    const { lines } = pending;
    const unsold = lines.filter(({ sku }) => offered.get(sku)?.isForSale !== true);
    if (unsold.length > 0) return { held: 0, shortages: unsold.map((line) => shortageOf(line, 0)) };
    for (const [held, line] of lines.entries()) {
      if (await this.#ports.stock.hold(pending, line)) continue;
      return { held, shortages: await this.#shortages(line, lines.slice(held + 1)) };
    }
    return { held: lines.length, shortages: [] };
  }

  async #shortages(refused: ReservationLine, untried: readonly ReservationLine[]): Promise<readonly Shortage[]> {
    const available = await this.#ports.stock.available([refused, ...untried].map(({ sku }) => sku));
    const found = ({ sku }: ReservationLine) => available.get(sku) ?? 0;
    return [
      // At the time of its refusal there were too few, even if pieces have come back since.
      shortageOf(refused, Math.min(found(refused), refused.quantity - 1)),
      ...untried.filter((line) => found(line) < line.quantity).map((line) => shortageOf(line, found(line))),
    ];
  }
}

const shortageOf = ({ sku, quantity }: ReservationLine, available: number): Shortage => ({
  sku,
  requested: quantity,
  available,
});

function priced(lines: readonly ReservationLine[], offered: ReadonlyMap<string, Offer>): readonly PricedLine[] {
  return lines.flatMap((line) => {
    const offer = offered.get(line.sku);
    if (offer === undefined) return [];
    const { productId, name, variant, unitPrice } = offer;
    return [{ ...line, productId, name: `${name}, ${variant}`, unitPrice }];
  });
}
