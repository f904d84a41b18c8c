import type { ApiReply } from '@souk/testing/api-client';
import type { ApiContract } from '@souk/testing/api-contract';

const JSON_TYPE = /^application\/(?:\w+\+)?json/;

/** Compares every reply that this process fetches from a platform with the API document. */
export class ReplyWatch {
  readonly #fetch = globalThis.fetch;
  readonly #url: string;
  readonly #contract: ApiContract;
  readonly #differences = new Set<string>();

  constructor(url: string, contract: ApiContract) {
    this.#url = url;
    this.#contract = contract;
    // Those who fetch are many, and most of them are no tests.
    globalThis.fetch = async (input, init) => {
      const response = await this.#fetch(input, init);
      await this.#compare(input, init?.method ?? 'GET', response);
      return response;
    };
  }

  /** @throws Error that lists what was not as the document says. */
  end(): void {
    globalThis.fetch = this.#fetch;
    if (this.#differences.size === 0) return;
    throw new Error(`Replies differ from the API document:\n${[...this.#differences].toSorted().join('\n')}`);
  }

  async #compare(input: Parameters<typeof fetch>[0], method: string, response: Response): Promise<void> {
    const { origin, pathname, search } = new URL(input instanceof Request ? input.url : input);
    if (origin !== this.#url || !pathname.startsWith('/v1/')) return;
    const reply = await replyOf(response.clone());
    for (const fault of this.#contract.faultsOf(method.toUpperCase(), `${pathname}${search}`, reply)) {
      this.#differences.add(`${method.toUpperCase()} ${pathname}: ${fault}`);
    }
  }
}

async function replyOf(response: Response): Promise<ApiReply> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = JSON_TYPE.test(headers.get('content-type') ?? '');
  return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
}
