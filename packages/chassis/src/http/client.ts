import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { DomainError } from '@souk/kernel/domain-error';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { currentCause } from '../execution-context.ts';
import { isJson } from './headers.ts';

export interface HttpClientOptions {
  /** Who is asked, for errors: `cart-service`. */
  readonly service: string;
  /** `http://127.0.0.1:8103` */
  readonly url: string;
  /** Until when one try must have its answer, whole. */
  readonly deadlineMs?: number;
}

export interface HttpQuestion {
  readonly method?: 'GET' | 'POST';
  /** With its query, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** What a service said. Every answer of a service that works is one, also a 4xx. */
export interface HttpAnswer {
  readonly status: number;
  /** Parsed; null when the answer has no JSON body. */
  readonly body: unknown;
}

const DEADLINE_MS = 2_000;
const MAX_CONNECTIONS = 128;
const MORE_TRIES = 2;
const FAILURES_THAT_OPEN = 5;
const CLOSED_AGAIN_AFTER_MS = 2_000;

/** No answer in time, a broken connection or a 5xx, again and again; or nobody was asked, because that has just been so. */
export class ServiceDoesNotAnswer extends DomainError {
  readonly code = 'upstream.unavailable';
  readonly kind = 'unavailable';

  constructor(service: string, cause: unknown) {
    super(`${service} does not answer; try again in a moment.`);
    this.cause = cause;
  }
}

/**
 * Asks another service of the platform, over connections that are kept: with a deadline, again when there was no answer, and not at all
 * for two seconds after five questions in a row that had none. An answer that says no is an answer: it opens no breaker and is not
 * asked for again. Says on behalf of which request or event it asks.
 */
export class HttpClient {
  readonly #service: string;
  readonly #url: string;
  readonly #request: typeof requestHttp;
  readonly #agent: HttpAgent;
  readonly #inTime;
  readonly #policy;

  constructor({ service, url, deadlineMs = DEADLINE_MS }: HttpClientOptions) {
    const isSecure = url.startsWith('https:');
    this.#service = service;
    this.#url = url.replace(/\/$/, '');
    this.#request = isSecure ? requestHttps : requestHttp;
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
    this.#inTime = timeout(deadlineMs, TimeoutStrategy.Aggressive);
    this.#policy = wrap(
      circuitBreaker(handleAll, {
        halfOpenAfter: CLOSED_AGAIN_AFTER_MS,
        breaker: new ConsecutiveBreaker(FAILURES_THAT_OPEN),
      }),
      retry(handleAll, { maxAttempts: MORE_TRIES, backoff: new ExponentialBackoff({ initialDelay: 50 }) }),
      this.#inTime,
    );
  }

  /**
   * @param path with its query, encoded.
   * @throws ServiceDoesNotAnswer
   */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    return this.#answered(() =>
      this.#policy.execute(async ({ signal }) => {
        const answer = await this.#exchange({ path, headers }, signal);
        if (answer.status >= 500) throw new Error(`${this.#service} answered ${answer.status}`);
        return answer;
      }),
    );
  }

  /**
   * Asks once, whatever happened to the questions before: for what changes something, and for questions whose asker knows what to make of
   * a 5xx, which is an answer too.
   * @throws ServiceDoesNotAnswer
   */
  ask(question: HttpQuestion): Promise<HttpAnswer> {
    return this.#answered(() => this.#inTime.execute(({ signal }) => this.#exchange(question, signal)));
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#agent.destroy();
  }

  async #answered(ask: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await ask();
    } catch (error) {
      throw new ServiceDoesNotAnswer(this.#service, error);
    }
  }

  async #exchange(
    { method = 'GET', path, headers = {}, body }: HttpQuestion,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const content = body === undefined ? null : JSON.stringify(body);
    const type = content === null ? {} : { 'content-type': 'application/json' };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, agent: this.#agent, signal, headers: { ...causeHeaders(), ...type, ...headers } };
      this.#request(this.#url + path, options, resolve)
        .on('error', reject)
        .end(content ?? undefined);
    });
    const said = await text(response);
    return {
      status: response.statusCode ?? 0,
      body: isJson(response.headers['content-type']) ? JSON.parse(said) : null,
    };
  }
}

/** So that one request can be followed through the logs of all services. */
function causeHeaders(): Record<string, string> {
  const { id, traceparent } = currentCause();
  return { 'x-request-id': id, ...(traceparent === null ? {} : { traceparent }) };
}
