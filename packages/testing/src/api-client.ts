export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON body; its shape is what the test asserts. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read replies of every shape
  readonly body: any;
  readonly text: string;
}

export interface ApiRequest {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every reply has to be, e.g. an `ApiContract`. */
interface Contract {
  /** What a reply is not, one line each. */
  faultsOf(method: string, address: string, reply: ApiReply): readonly string[];
}

/** Speaks JSON with one server, as a client of the API would. */
export class ApiClient {
  readonly #base: string;
  readonly #contract: Contract | null;

  /** Every reply has to be what `contract` promises, when there is one. */
  constructor(base: string, contract: Contract | null = null) {
    this.#base = base;
    this.#contract = contract;
  }

  get(path: string, request: ApiRequest = {}): Promise<ApiReply> {
    return this.send('GET', path, request);
  }

  post(path: string, request: ApiRequest = {}): Promise<ApiReply> {
    return this.send('POST', path, request);
  }

  put(path: string, request: ApiRequest = {}): Promise<ApiReply> {
    return this.send('PUT', path, request);
  }

  patch(path: string, request: ApiRequest = {}): Promise<ApiReply> {
    return this.send('PATCH', path, request);
  }

  delete(path: string, request: ApiRequest = {}): Promise<ApiReply> {
    return this.send('DELETE', path, request);
  }

  /**
   * Sends any body: FormData, strings and bytes as they are, everything else as JSON.
   * @throws Error for a reply that is not what the contract promises.
   */
  async send(method: string, path: string, { token, body, headers = {} }: ApiRequest): Promise<ApiReply> {
    const isRaw = body instanceof FormData || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${this.#base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as RequestInit['body'] & object) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const { status, headers: said } = response;
    const reply = { status, headers: said, text, body: isJson ? JSON.parse(text) : undefined };
    const faults = this.#contract?.faultsOf(method, path, reply) ?? [];
    if (faults.length > 0) throw new Error(`${method} ${path} differs from the API document: ${faults.join('; ')}`);
    return reply;
  }
}
