import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { Express, RequestHandler } from 'express';

/** A route of the gateway itself: something to look at. */
export function get(app: Express, path: string, handler: RequestHandler): void {
  app
    .route(path)
    .get(handler)
    .all(() => {
      throw methodNotAllowed(['GET', 'HEAD']);
    });
}

export function methodNotAllowed(methods: readonly string[]): HttpProblem {
  const allow = methods.join(', ');
  return new HttpProblem(problem(405, 'route.method-not-allowed', `This address takes ${allow}.`), { allow });
}
