/**
 * Tells the parent that the process can be used, and ends it when asked to or when the parent is gone:
 * on SIGTERM, on SIGINT and when the IPC channel closes. `stop` runs once, before the process ends.
 */
export function announceReady({ port, stop }: { port: number; stop: () => Promise<void> }): void {
  let stopping: Promise<void> | undefined;
  const end = () => {
    stopping ??= stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, end);
  process.send?.({ type: 'ready', port });
}
