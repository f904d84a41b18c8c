import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, textOf, type Problem } from './problem.ts';

/** So long a client that is refused may go on sending. A connection that is closed at once is reset, and the reply with it. */
const LINGER_MS = 2_000;

/**
 * Answers what Node itself cannot read, and no application ever sees, as every other refusal is answered
 * (https://nodejs.org/api/http.html#event-clienterror). A reply that has begun is not written into: the connection ends then.
 */
export function refuseUnreadableRequests(server: Server): void {
  const replies = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => replies.set(socket, response));
  const refused = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // What still comes is thrown away.
    if (refused.has(socket)) return;
    const reply = replies.get(socket);
    const isAnswering = reply?.headersSent === true && !reply.writableFinished;
    if (!socket.writable || isAnswering) socket.destroy(error);
    else {
      refused.add(socket);
      socket.end(written(problemOf(error.code)));
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once('close', () => clearTimeout(linger));
    }
  });
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem(431, 'request.headers-too-large', 'No more than 16 kB of headers are taken; send fewer.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problem(413, 'request.too-large', 'The chunks have too many extensions; send none.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem(408, 'request.too-slow', 'The request did not arrive in time; send it again.');
    default:
      return problem(
        400,
        'request.malformed',
        'This is no HTTP request; check its headers and how its body is framed.',
      );
  }
}

function written(refusal: Problem): string {
  const requestId = randomUUID();
  const body = textOf(refusal, requestId);
  return [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
