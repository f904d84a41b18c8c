import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What browsers are told to forbid. Browsers come here only; a page that needs more has a policy of its own. */
export function forbidWhatIsNotNeeded(): RequestHandler {
  const none = ["'none'"];
  const headers = headersOf(
    helmet({ contentSecurityPolicy: { directives: { defaultSrc: none, frameAncestors: none }, useDefaults: false } }),
  );
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}

/** They are the same for every reply, and need not be worked out for each. */
function headersOf(middleware: ReturnType<typeof helmet>): Map<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return new Map(response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]));
}
