import type { AccessTokenVerifier } from '@souk/chassis/auth/access-token';
import { authenticate } from '@souk/chassis/http/authenticate';
import { preferredWait } from '@souk/chassis/http/headers';
import type { Request, RequestHandler } from 'express';
import type { AdmitRequest } from '../../application/admit-request/admit-request.ts';
import { Arrivals } from '../../application/arrivals.ts';
import type { FindRoute } from '../../application/find-route/find-route.ts';
import { answerOptions } from './cross-origin.ts';
import { methodNotAllowed } from './own-route.ts';
import { rawPathOf } from './raw-path.ts';
import { receiveBody } from './receive-body.ts';
import { noPlace, tookTooLong } from './refusals.ts';
import { requireFraming } from './request-framing.ts';
import { requestHeadersFor } from './request-headers.ts';
import type { UpstreamProxies } from './upstream-proxy.ts';

export interface ForwardRequestsOptions {
  readonly findRoute: FindRoute;
  readonly admitRequest: AdmitRequest;
  readonly tokens: AccessTokenVerifier;
  readonly proxies: UpstreamProxies;
}

/** Lets a request through to the service that owns its address, when the policy allows its caller to and there is a place for it. */
export function forwardRequests({ findRoute, admitRequest, tokens, proxies }: ForwardRequestsOptions): RequestHandler {
  // What providers send is larger, and apart: whoever knows their address cannot be in the way of anybody else.
  const bodies = { maxBytes: 128 * 1024, arrivals: new Arrivals(1_000) };
  const signedBodies = { maxBytes: 1024 * 1024, arrivals: new Arrivals(96) };
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
    const address = request.ip ?? 'unknown';
    const body = await receiveBody(request, { address, ...(rule.access === 'signed' ? signedBodies : bodies) });
    // The client may have gone meanwhile; nothing would tell us so any more.
    if (body === null || response.destroyed) return;
    const admission = admitRequest.execute({ rule, address, isLarge: !body.isWhole, ...waitsOf(request) });
    if (typeof admission === 'string') throw noPlace(admission);
    request.headers = requestHeadersFor(request, String(response.locals['requestId']));
    if (!admission.mayWait) request.headers['prefer'] = 'wait=0';
    const { deadlineMs, leave } = admission;
    try {
      await proxies[rule.service].forward(request, response, {
        body,
        deadlineMs,
        tooLate: () => tookTooLong(rule),
        onDone: leave,
      });
    } finally {
      leave();
    }
  };
}

function waitsOf(request: Request) {
  const query = new URLSearchParams(request.url.split('?', 2)[1]).get('wait') ?? '';
  return {
    query: /^\d{1,15}$/.test(query) ? Number(query) : 0,
    preferred: preferredWait(request.get('prefer') ?? null),
  };
}
