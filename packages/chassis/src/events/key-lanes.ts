/** At most this many keys of one batch are handled at the same time. */
const LANES = 16;

/** Handles items in order within a key and at the same time across keys. Rejects with the first failure, after all lanes have ended. */
export async function inKeyLanes<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  handle: (item: Item) => Promise<void>,
): Promise<void> {
  const queues = new Map<string, Item[]>();
  for (const item of items) {
    const queue = queues.get(keyOf(item));
    if (queue === undefined) queues.set(keyOf(item), [item]);
    else queue.push(item);
  }
  const waiting = queues.values();
  const lane = async () => {
    for (const queue of waiting) for (const item of queue) await handle(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(LANES, queues.size) }, lane));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
}
