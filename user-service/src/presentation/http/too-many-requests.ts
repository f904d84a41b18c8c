import { HttpProblem, problem } from '@souk/chassis/http/problem';
import { TooManyFailures } from '../../application/too-many-failures.ts';

/** Answers 429 with `Retry-After` when there were too many failures. */
export async function throttled<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TooManyFailures)) throw error;
    throw new HttpProblem(problem(429, 'auth.too-many-failures', error.message), {
      'retry-after': String(error.retryAfterSeconds),
    });
  }
}
