/** What else has lost the same parent needs this process, the database or the broker, to end in order. */
const ORPHANED_FOR_MS = 3_000;

/**
 * The child's half of `startChild`: says that the process can be used, and ties its life to its parent's.
 * `stop` runs on SIGTERM, on SIGINT, and 3 s after the parent is gone, however it went; the process ends after it.
 */
export function announceReady({ port, stop }: { port: number; stop: () => Promise<void> }): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.send === undefined) return;
  process.on('disconnect', () => setTimeout(end, ORPHANED_FOR_MS));
  // The parent may have gone while this process was starting.
  if (process.connected) process.send({ type: 'ready', port });
  else end();
}
