import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { RequestHandler } from 'express';
import type { LimitRate } from '../../application/limit-rate/limit-rate.ts';
import { rawPathOf } from './raw-path.ts';

/** Header fields of draft-ietf-httpapi-ratelimit-headers-06, which clients know best. */
export function limitRequests(limitRate: LimitRate): RequestHandler {
  return async (request, response, next) => {
    const allowance = await limitRate.execute({
      method: request.method,
      path: rawPathOf(request),
      address: request.ip ?? 'unknown',
    });
    if (allowance !== null) {
      const { limit, remaining, resetsInSeconds, isExceeded } = allowance;
      response.setHeader('ratelimit-limit', limit);
      response.setHeader('ratelimit-remaining', remaining);
      response.setHeader('ratelimit-reset', resetsInSeconds);
      if (isExceeded) throw tooManyRequests(resetsInSeconds);
    }
    next();
  };
}

function tooManyRequests(seconds: number): HttpProblem {
  return new HttpProblem(
    problem(429, 'request.rate-limited', `Too many requests from this address; try again in ${seconds} s.`),
    { 'retry-after': String(seconds) },
  );
}
