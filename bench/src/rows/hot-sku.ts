import type { Bench } from '../bench.ts';
import { hotSku } from '../hot-sku.ts';
import { limitRow } from '../report.ts';

/** Of the database, for each order; a purchase through the whole shop costs ten times as much. */
const MOST_ENGINE_MS = 0.7;

/** The catalog's part of a rush, without the checkout in front of it: each order holds a piece, or hears that there is none. */
export async function measureHotSku(bench: Bench): Promise<void> {
  if (!bench.wants('hot-sku')) return;
  const rushes = bench.options.rushes;
  const results = await hotSku(rushes);
  for (const [index, { sold, seconds, engineMs, serviceMs }] of results.entries()) {
    const { buyers, pieces } = rushes[index] ?? { buyers: 0, pieces: 0 };
    const detail = `${sold} sold, ${serviceMs.toFixed(2)} ms CPU of the service each`;
    const row = limitRow('hot-sku', `stock: ${buyers} orders of ${pieces} pieces`, seconds, 's', buyers / 200, detail);
    const isMet = row.isMet && sold === pieces && engineMs <= MOST_ENGINE_MS;
    bench.note({ ...row, target: `${row.target}, ≤ ${MOST_ENGINE_MS} ms engine`, engineMs, isMet });
  }
}
