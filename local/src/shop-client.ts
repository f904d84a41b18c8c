/** The shop said no, in the words of its problem reply. */
export class ShopRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(request: string, status: number, { code, detail }: { readonly code?: string; readonly detail?: string }) {
    super(`${request} → ${status} ${code ?? ''}: ${detail ?? 'no detail'}`);
    this.name = 'ShopRefused';
    this.status = status;
    this.code = code ?? '';
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

  /** @throws ShopRefused for any status that is not a success. */
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
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    if (!response.ok) throw new ShopRefused(`${method} ${path}`, response.status, parsed as { code?: string });
    // The caller names the shape that the API document promises.
    return parsed as Reply;
  }
}
