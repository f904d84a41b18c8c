import { HttpProblem, problem } from '@souk/chassis/http/problem';

/** Each request that waits holds memory and has the database looked at once a second. */
const MOST_IN_ALL = 5_000;

const ADVICE = 'ask without waiting, or again in a moment.';
const RETRY = { 'retry-after': '2' };

export interface WaitingRoomOptions {
  /** 0: no limit. */
  readonly perClient: number;
  readonly inAll?: number;
}

/** How many requests wait for changes of orders at once, in this process. */
export class WaitingRoom {
  readonly #perClient: number;
  readonly #inAll: number;
  readonly #waiting = new Map<string, number>();
  #count = 0;

  constructor({ perClient, inAll = MOST_IN_ALL }: WaitingRoomOptions) {
    this.#perClient = perClient;
    this.#inAll = inAll;
  }

  get isFull(): boolean {
    return this.#count >= this.#inAll;
  }

  /**
   * Lets a request of this network wait; null: whatever waits of its network.
   * @throws HttpProblem 429 when others of the network wait already, 503 when too many wait at all
   */
  async hold<Result>(clientNetwork: string | null, wait: () => Promise<Result>): Promise<Result> {
    const others = clientNetwork === null ? 0 : (this.#waiting.get(clientNetwork) ?? 0);
    if (this.#perClient > 0 && others >= this.#perClient) {
      const detail = `${others} requests of your network wait already; ${ADVICE}`;
      throw new HttpProblem(problem(429, 'request.too-many-waiting', detail), RETRY);
    }
    if (this.isFull) throw new HttpProblem(problem(503, 'service.too-many-waiting', `Many wait; ${ADVICE}`), RETRY);
    this.#enter(clientNetwork, 1);
    try {
      return await wait();
    } finally {
      this.#enter(clientNetwork, -1);
    }
  }

  #enter(clientNetwork: string | null, by: 1 | -1): void {
    this.#count += by;
    if (clientNetwork === null) return;
    const count = (this.#waiting.get(clientNetwork) ?? 0) + by;
    if (count === 0) this.#waiting.delete(clientNetwork);
    else this.#waiting.set(clientNetwork, count);
  }
}
