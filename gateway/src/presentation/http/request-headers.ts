import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import { hopByHopHeaders } from './hop-by-hop.ts';

/**
 * What a service may believe about a request: the client's headers without those that only the gateway may set, or that some
 * servers take for them (`x_user_id` and `x-user-id` are one variable to CGI), and with the gateway's own.
 */
export function requestHeadersFor(request: Request, requestId: string): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  const hopByHop = hopByHopHeaders(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'host' && !hopByHop.has(name) && !isReserved(name)) headers[name] = value;
  }
  headers['x-request-id'] = requestId;
  headers['x-forwarded-for'] = request.ip ?? '';
  headers['x-forwarded-proto'] = request.protocol === 'https' ? 'https' : 'http';
  return headers;
}

const isReserved = (name: string): boolean =>
  name.includes('_') || name.startsWith('x-user-') || name.startsWith('x-forwarded-') || name === 'forwarded';
