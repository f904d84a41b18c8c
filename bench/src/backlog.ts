import { setTimeout as delay } from 'node:timers/promises';
import type { ShopClient } from '@souk/local/shop-client';
import { closedLoad, type Task } from './load.ts';

export interface BacklogOptions {
  readonly admin: ShopClient;
  readonly token: string;
  /** The notification service. */
  readonly process: { signal(by: NodeJS.Signals): Promise<void> };
  readonly buy: Task;
  readonly users: number;
  readonly purchases: number;
}

/** Seconds that the notification service takes to handle what has happened while it hung: one mail for each purchase. */
export async function drainSeconds({ admin, token, process, buy, users, purchases }: BacklogOptions): Promise<number> {
  await process.signal('SIGSTOP');
  let left = purchases;
  try {
    while (left > 0) left -= (await closedLoad({ users, seconds: 5, task: buy })).done;
  } finally {
    await process.signal('SIGCONT');
  }
  const startedAt = performance.now();
  const isDrained = async () => {
    const { lag } = await admin.get<{ lag: number }>('/v1/admin/event-lag/notification-service', { token });
    if (lag > 0) return false;
    const { count } = await admin.get<{ count: number }>('/v1/admin/notifications?status=pending&limit=1', { token });
    return count === 0;
  };
  // What it says of its lag may be some seconds old, so the last look comes after that.
  while (!(await isDrained())) await delay(250);
  return (performance.now() - startedAt) / 1000;
}
