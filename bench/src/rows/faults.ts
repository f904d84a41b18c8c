import type { Bench, Shop } from '../bench.ts';
import { drainSeconds } from '../backlog.ts';
import { recoveryOf } from '../recovery.ts';
import { limitRow } from '../report.ts';
import { buyAnything, BUYERS } from './purchases.ts';

/** Ten minutes of a busy shop. */
const BACKLOG = 3_000;

/** What it costs when a process dies, and when one has hung for a while. */
export async function measureFaults(bench: Bench, shop: Shop): Promise<void> {
  const { platform, admin, token } = shop;
  const buy = buyAnything(bench, shop);
  if (bench.wants('recovery')) {
    const recoveries: { readonly name: string; readonly seconds: number }[] = [];
    for (const process of platform.processes) {
      const milliseconds = await recoveryOf(process, async () => {
        await buy(0);
      });
      recoveries.push({ name: process.name, seconds: milliseconds / 1000 });
    }
    const slowest = Math.max(...recoveries.map(({ seconds }) => seconds));
    const each = recoveries.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)}`).join(', ');
    bench.note(limitRow('recovery', 'kill -9 of any process until somebody has bought', slowest, 's', 5, each));
  }
  if (!bench.wants('backlog')) return;
  const process = platform.process('notification-service');
  const seconds = await drainSeconds({ admin, token, process, buy, users: BUYERS, purchases: BACKLOG });
  const detail = `ten minutes of ${BACKLOG / 600}/s`;
  bench.note(limitRow('backlog', `mails for ${BACKLOG} purchases, after a hang`, seconds, 's', 120, detail));
}
