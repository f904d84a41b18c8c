import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface PlainReply {
  readonly status: number;
  readonly text: string;
}

export interface PlainRequest {
  readonly method?: string;
  /** Sent as it is written. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What becomes JSON. */
  readonly body?: object;
}

/** For what `fetch` would tidy up or choose itself: the path and the Host header. */
export async function plainRequest(
  url: string,
  { method = 'GET', path, headers = {}, body }: PlainRequest,
): Promise<PlainReply> {
  const { hostname, port } = new URL(url);
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = request({ hostname, port, method, path, headers: { ...json, ...headers }, agent: false });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: reply.statusCode ?? 0, text: await text(reply) };
}
