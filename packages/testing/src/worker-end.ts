/** Vitest's own, where fixtures of a worker end too. */
interface Worker {
  onCleanup(end: () => Promise<void>): void;
}

/** Has something end with the process that runs test files, after the last of them. */
export function atEndOfWorker(end: () => Promise<void>): void {
  const { __vitest_worker__: worker } = globalThis as unknown as { readonly __vitest_worker__: Worker };
  worker.onCleanup(end);
}
