/** What was begun has not ended in time. It may still end, and have its effect, later. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';

  constructor(ms: number) {
    super(`It did not end within ${ms / 1_000} s.`);
  }
}

/** @throws TookTooLong, and whatever `work` fails with until then. */
export async function within<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TookTooLong(ms)), ms);
  timer.unref();
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
