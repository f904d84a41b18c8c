/**
 * Tells the parent that the process can be used, and ends it when asked to or when the parent is gone:
 * on SIGTERM, on SIGINT and when the IPC channel closes. `stop` runs once, before the process ends.
 */
export function announceReady({ port, stop }: { port: number; stop: () => Promise<void> }): void {
  let stopping: Promise<void> | undefined;
  const end = () => {
    stopping ??= stop().then(
      () => leave(0),
      (error: unknown) => {
        console.error(error);
        leave(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, end);
  if (process.send === undefined) return;
  // The parent may have gone while this process was starting.
  if (process.connected) process.send({ type: 'ready', port });
  else end();
}

/**
 * Ends this process. One that has lost its parent is killed outright: a native library may hang in its exit handlers (libvips does
 * when a picture is being worked on), and nobody is left who would end it then.
 */
function leave(code: number): void {
  const isOrphan = process.send !== undefined && !process.connected;
  if (isOrphan) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}
