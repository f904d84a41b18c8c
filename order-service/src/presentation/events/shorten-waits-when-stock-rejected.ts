import { on, type Subscription } from '@souk/chassis/events/subscription';
import { StockRejectedV1 } from '@souk/contracts/inventory-events';
import type { ShortenWaits } from '../../application/shorten-waits/shorten-waits.ts';

/** What somebody could not have is not for those who leave it unpaid. */
export const shortenWaitsWhenStockRejected = (shortenWaits: ShortenWaits): Subscription =>
  on(StockRejectedV1, ({ data }) => shortenWaits.execute(data.shortages.map(({ sku }) => sku)));
