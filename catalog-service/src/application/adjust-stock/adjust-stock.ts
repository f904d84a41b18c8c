import type { Clock } from '@souk/kernel/clock';
import type { StockRepository } from '../../domain/stock/stock-repository.ts';
import type { Adjustment } from '../../domain/stock/stock.ts';
import { stockViewOf, type StockView } from '../stock-view.ts';

/** Books what came in, went out or was counted. */
export class AdjustStock {
  readonly #stock: StockRepository;
  readonly #clock: Clock;

  constructor({ stock, clock }: { stock: StockRepository; clock: Clock }) {
    this.#stock = stock;
    this.#clock = clock;
  }

  async execute(sku: string, adjustment: Omit<Adjustment, 'at'>): Promise<StockView> {
    return stockViewOf(await this.#stock.adjust(sku, { ...adjustment, at: this.#clock.now() }));
  }
}
