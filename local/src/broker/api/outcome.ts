import { asApiError, ErrorCode } from '../protocol/error-code.ts';

/** How one item of a request that names several went. */
export interface Outcome {
  readonly error: ErrorCode;
  readonly message: string | undefined;
}

export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    await work();
    return { error: ErrorCode.NONE, message: undefined };
  } catch (thrown) {
    const { code, message } = asApiError(thrown);
    return { error: code, message };
  }
}
