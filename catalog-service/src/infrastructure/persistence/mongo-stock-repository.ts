import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import { draft } from '@souk/contracts/event';
import { StockAdjustedV1 } from '@souk/contracts/inventory-events';
import { StockNotFound } from '../../domain/stock/stock-error.ts';
import type { StockRepository } from '../../domain/stock/stock-repository.ts';
import { adjust, type Adjustment, type StockState } from '../../domain/stock/stock.ts';
import type { MovementLog } from './movement-log.ts';
import { stockIn } from './stock-document.ts';

export interface MongoStockRepositoryOptions {
  readonly store: AggregateStore<StockState>;
  readonly log: MovementLog;
  readonly onChange: (sku: string) => void;
}

export class MongoStockRepository implements StockRepository {
  readonly #options: MongoStockRepositoryOptions;

  constructor(options: MongoStockRepositoryOptions) {
    this.#options = options;
  }

  async adjust(sku: string, adjustment: Adjustment): Promise<StockState> {
    const { store, onChange } = this.#options;
    const state = await store.update(sku, (before) => {
      const { stock, movement } = adjust(stockIn(before), adjustment);
      const { delta, onHand, available, reason, at } = movement;
      return { state: stock, events: [draft(StockAdjustedV1, { sku, delta, onHand, available, reason }, at)] };
    });
    if (state === null) throw new StockNotFound();
    onChange(sku);
    return state;
  }

  fileMovements(): Promise<void> {
    return this.#options.log.fileAll();
  }
}
