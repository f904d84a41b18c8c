/** When a partition's log begins a new segment, and when its oldest segments go. Unlimited is `Infinity`. */
export interface LogPolicy {
  readonly segmentBytes: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
}

/**
 * How many of the oldest sealed segments may go: those last written longer than `retentionMs` ago, and those without
 * which the log still has `retentionBytes`.
 *
 * @param now milliseconds since 1970
 */
export function countExpired(
  sealed: readonly { readonly size: number; readonly lastModified: number }[],
  activeSize: number,
  policy: LogPolicy,
  now: number,
): number {
  let remaining = sealed.reduce((sum, { size }) => sum + size, activeSize);
  let count = 0;
  for (const { size, lastModified } of sealed) {
    remaining -= size;
    if (now - lastModified <= policy.retentionMs && remaining < policy.retentionBytes) break;
    count++;
  }
  return count;
}
