import type { AccessTokenVerifier } from '@souk/chassis/auth/access-token';
import { authenticate } from '@souk/chassis/http/authenticate';
import type { RequestHandler } from 'express';
import type { FindRoute } from '../../application/find-route/find-route.ts';
import { answerOptions } from './cross-origin.ts';
import { methodNotAllowed } from './own-route.ts';
import { rawPathOf } from './raw-path.ts';
import { requireFraming } from './request-framing.ts';
import { requestHeadersFor } from './request-headers.ts';
import type { UpstreamProxies } from './upstream-proxy.ts';

export interface ForwardOptions {
  readonly findRoute: FindRoute;
  readonly tokens: AccessTokenVerifier;
  readonly proxies: UpstreamProxies;
}

/** Lets a request through to the service that owns its address, when the policy allows its caller to. */
export function forwardRequests({ findRoute, tokens, proxies }: ForwardOptions): RequestHandler {
  return async (request, response, next) => {
    const known = findRoute.execute(rawPathOf(request));
    if (known === null) {
      next();
      return;
    }
    const rule = known.rules.get(request.method);
    if (rule === undefined) {
      if (request.method !== 'OPTIONS') throw methodNotAllowed(known.methods);
      answerOptions(response, known.methods);
      return;
    }
    // Express would set it for a route of its own; the log and the metrics name the request by it.
    request.route = { path: rule.path };
    requireFraming(request);
    await authenticate(request, rule.access, tokens);
    request.headers = requestHeadersFor(request, String(response.locals['requestId']));
    await proxies[rule.service].forward(request, response, next);
  };
}
