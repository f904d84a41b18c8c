import { retryAfterOf } from '@souk/kernel/retry-after';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

/** The shop said no, in the words of its problem reply. */
export class ShopRefused extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds after which it is worth trying again; null when the shop did not say. */
  readonly retryAfter: number | null;

  constructor(request: string, { status, headers }: Response, { code = '', detail = 'no detail' }: Problem) {
    super(`${[request, '→', status, code].join(' ').trimEnd()}: ${detail}`);
    this.name = 'ShopRefused';
    this.status = status;
    this.code = code;
    const wait = retryAfterOf(headers.get('retry-after'), Date.now());
    this.retryAfter = wait === null ? null : Math.ceil(wait / 1_000);
  }
}

export interface ShopRequest {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the shop's public API, as an own front end would have one. */
export class ShopClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  get<Reply>(path: string, request: ShopRequest = {}): Promise<Reply> {
    return this.send<Reply>('GET', path, request);
  }

  post<Reply>(path: string, request: ShopRequest = {}): Promise<Reply> {
    return this.send<Reply>('POST', path, request);
  }

  /** The access token of an account. */
  async logIn(email: string, password: string): Promise<string> {
    const { accessToken } = await this.post<{ accessToken: string }>('/v1/auth/login', { body: { email, password } });
    return accessToken;
  }

  /** @throws ShopRefused for any status that is not a success, and for a reply that is not JSON. */
  async send<Reply>(method: string, path: string, { token, body, headers = {} }: ShopRequest): Promise<Reply> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply = jsonOf(text);
    if (response.ok && reply !== undefined) {
      // The caller names the shape that the API document promises.
      return reply as Reply;
    }
    const problem = isProblem(reply) ? reply : { detail: `the reply is not what the shop sends: ${beginningOf(text)}` };
    throw new ShopRefused(`${method} ${path}`, response, problem);
  }
}

/** Null for an empty text, undefined for one that is not JSON. */
function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isProblem = (reply: unknown): reply is Problem => typeof reply === 'object' && reply !== null && 'code' in reply;

const beginningOf = (text: string): string =>
  text === '' ? 'it is empty' : `“${text.replaceAll(/\s+/g, ' ').slice(0, 100)}”`;
