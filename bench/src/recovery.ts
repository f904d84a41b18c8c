import { setTimeout as delay } from 'node:timers/promises';

/** A process that is started again when it dies. */
export interface Killable {
  readonly name: string;
  /** `kill -9`. */
  crash(): Promise<void>;
  /** Resolves when it is up again. */
  ready(): Promise<void>;
}

const TRY_EVERY_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

/** Milliseconds from the death of a process to the end of the first purchase that was begun after it. */
export async function recoveryOf(process: Killable, buy: () => Promise<void>): Promise<number> {
  const tries: Promise<void>[] = [];
  const first: { tookMs: number | null } = { tookMs: null };
  await process.crash();
  const killedAt = performance.now();
  const passed = () => performance.now() - killedAt;
  while (first.tookMs === null && passed() < GIVE_UP_AFTER_MS) {
    // Those that fail or hang are what is measured: somebody else tries a moment later.
    tries.push(
      buy().then(
        () => void (first.tookMs ??= passed()),
        () => undefined,
      ),
    );
    await delay(TRY_EVERY_MS);
  }
  await Promise.all([...tries, process.ready()]);
  return first.tookMs ?? Infinity;
}
