import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import { hopByHopHeaders } from './hop-by-hop.ts';

const WITHHELD = new Set(['server', 'x-powered-by']);

/** The head of a service's reply for the client, without what concerns the connection to the service or tells what runs it. */
export function beginReply(reply: IncomingMessage, response: Response): void {
  const hopByHop = hopByHopHeaders(reply.headers.connection);
  for (const [name, value] of Object.entries(reply.headers)) {
    if (value === undefined || hopByHop.has(name) || WITHHELD.has(name)) continue;
    // The gateway may have said `Vary: Origin` already.
    if (name === 'vary') response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
  response.statusCode = reply.statusCode ?? 502;
}
