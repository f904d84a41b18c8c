import { mongo } from 'mongoose';
import { expect } from 'vitest';
import type { MovementDocument } from '../src/infrastructure/persistence/movement-document.ts';
import type { ReservationDocument } from '../src/infrastructure/persistence/reservation-document.ts';
import type { StockDocument } from '../src/infrastructure/persistence/stock-document.ts';

/** Reads the collections behind a service and checks what must always hold. */
export class StockInvariants {
  readonly #client: mongo.MongoClient;

  private constructor(client: mongo.MongoClient) {
    this.#client = client;
  }

  static async connect(uri: string): Promise<StockInvariants> {
    return new StockInvariants(await mongo.MongoClient.connect(uri));
  }

  get stock(): mongo.Collection<StockDocument> {
    return this.#client.db('catalog-service').collection('stock');
  }

  get movements(): mongo.Collection<MovementDocument> {
    return this.#client.db('catalog-service').collection('stock-movements');
  }

  get reservations(): mongo.Collection<ReservationDocument> {
    return this.#client.db('catalog-service').collection('reservations');
  }

  /** `initial` pieces of each SKU were there before the first order. */
  async expectToHold(initial: Readonly<Record<string, number>>): Promise<void> {
    const reservations = await this.reservations.find().toArray();
    const stock = await this.stock.find({ _id: { $in: Object.keys(initial) } }).toArray();
    expect(stock).toHaveLength(Object.keys(initial).length);
    const piecesOf = (sku: string, status: string) =>
      reservations
        .filter((reservation) => reservation.status === status)
        .flatMap(({ lines }) => lines)
        .reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
    for (const { sku, onHand, available, holds } of stock) {
      const held = Object.values(holds).reduce((sum, hold) => sum + ('quantity' in hold ? hold.quantity : 0), 0);
      expect(available, `available of ${sku}`).toBeGreaterThanOrEqual(0);
      expect(available + held, `available + held of ${sku}`).toBe(onHand);
      expect(onHand, `on hand of ${sku}`).toBe((initial[sku] ?? 0) - piecesOf(sku, 'committed'));
      expect(held, `held of ${sku}`).toBe(piecesOf(sku, 'reserved'));
    }
    for (const { orderId, status, lines, isUnfinished } of reservations) {
      expect([status, isUnfinished]).toEqual([expect.not.stringMatching('pending'), false]);
      for (const { sku, quantity } of lines) {
        const hold = stock.find((one) => one.sku === sku)?.holds[orderId];
        if (status === 'reserved') expect(hold, `hold of ${orderId}`).toEqual({ quantity });
        else expect(hold ?? {}, `end of ${orderId}`).not.toHaveProperty('quantity');
      }
    }
    for (const state of stock) await this.#expectHistoryOf(state, reservations);
  }

  /** Every change of the pieces on hand is told, once, in its order. */
  async #expectHistoryOf({ sku, onHand, moved, unfiled }: StockDocument, reservations: readonly ReservationDocument[]) {
    const logged = await this.movements.find({ sku }).toArray();
    const all = new Map(
      [...unfiled, ...logged.map(({ _id, ...rest }) => ({ id: _id, ...rest }))].map((m) => [m.id, m]),
    );
    const history = [...all.values()].sort((a, b) => a.place - b.place);
    expect(history.map(({ place }) => place)).toEqual(Array.from({ length: moved }, (_, index) => index + 1));
    let sum = 0;
    for (const movement of history) expect(movement.onHand, `after ${movement.kind}`).toBe((sum += movement.delta));
    expect(sum, `movements of ${sku}`).toBe(onHand);
    const ordersOf = (kind: string) => history.filter((one) => one.kind === kind).map(({ orderId }) => orderId);
    expect(new Set(ordersOf('sold')).size).toBe(ordersOf('sold').length);
    for (const { orderId, status, lines } of reservations) {
      const isSold = lines.some((line) => line.sku === sku) && ['committed', 'restocked'].includes(status);
      expect(ordersOf('sold').includes(orderId), `sale of ${orderId}`).toBe(isSold);
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
