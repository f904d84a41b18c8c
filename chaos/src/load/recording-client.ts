import { setTimeout as delay } from 'node:timers/promises';
import { payOnHostedPage } from '@souk/local/pay-on-hosted-page';
import { fieldOf, textOf, type Exchange } from '../history/exchange.ts';

export interface Ask {
  readonly token?: string | null;
  /** The `Idempotency-Key`. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `status` is null when nobody knows what came of it. */
export interface Answer {
  readonly status: number | null;
  readonly reply: unknown;
}

export type Recorder = (exchange: Exchange) => void;

export interface ClientIdentity {
  readonly url: string;
  readonly who: string;
  readonly record: Recorder;
  /** When patience ends, in milliseconds since the epoch. */
  readonly until?: number;
}

const GIVE_UP_AFTER_MS = 25_000;
const TRIES = 15;
const PAUSE_MS = 500;

/**
 * One person's requests, each written down with its outcome. Other than `ShopClient` it gives refusals as what they are, since
 * nothing is wrong about them here, gives up on who does not answer, and says when an outcome is unknown.
 */
export class RecordingClient {
  readonly who: string;
  readonly #url: string;
  readonly #record: Recorder;
  readonly #until: number;

  constructor({ url, who, record, until = Infinity }: ClientIdentity) {
    this.#url = url;
    this.who = who;
    this.#record = record;
    this.#until = until;
  }

  async ask(method: string, path: string, { token, key, headers, body }: Ask = {}): Promise<Answer> {
    const isForm = body instanceof FormData;
    const startedAt = Date.now();
    const answer = await answerOf(`${this.#url}${path}`, {
      method,
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
      headers: {
        ...(typeof token === 'string' && { authorization: `Bearer ${token}` }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    this.#note({ startedAt, method, path, key: key ?? null, body: isForm ? null : withoutSecrets(body), ...answer });
    return answer;
  }

  /** Asks until there is an answer that repeating will not change, as a patient front end would; the last answer, when patience ends. */
  async insist(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.ask(method, path, ask);
      if (attempt === TRIES || isFinal(answer) || Date.now() > this.#until) return answer;
      await delay(PAUSE_MS);
    }
  }

  /** Pays on the sandbox's page as a browser would. */
  async pay(checkoutUrl: string, { email, cardNumber }: { email: string; cardNumber: string }): Promise<Answer> {
    const startedAt = Date.now();
    const { pathname: path } = new URL(checkoutUrl);
    const answer = await payOnHostedPage(checkoutUrl, { email, cardNumber }).then(
      (): Answer => ({ status: 200, reply: null }),
      // `fetch` fails with a TypeError when the connection does; anything else is what the page says.
      (error: unknown): Answer => ({ status: error instanceof TypeError ? null : 402, reply: null }),
    );
    this.#note({ startedAt, method: 'POST', path, key: null, body: null, ...answer });
    return answer;
  }

  #note(exchange: Omit<Exchange, 'who' | 'endedAt'>): void {
    this.#record({ who: this.who, endedAt: Date.now(), ...exchange });
  }
}

/** Not while the shop is troubled, a first request with the key still runs, or the place to pay is still being made. */
const isFinal = ({ status, reply }: Answer): boolean =>
  status !== null &&
  status < 500 &&
  status !== 429 &&
  textOf(reply, 'code') !== 'idempotency.still-running' &&
  !(textOf(reply, 'orderId') !== null && fieldOf(reply, 'checkoutUrl') === null);

async function answerOf(url: string, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    return { status: response.status, reply: text === '' ? null : (JSON.parse(text) as unknown) };
  } catch (error) {
    // A connection that broke or never was, a reply that broke off, or nothing in time: what was asked may have happened.
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) {
      return { status: null, reply: null };
    }
    throw error;
  }
}

const SECRETS = ['password', 'token'];

const withoutSecrets = (body: unknown): unknown =>
  typeof body === 'object' && body !== null
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !SECRETS.includes(name)))
    : (body ?? null);
