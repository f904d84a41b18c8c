import type { HttpClient } from '@souk/chassis/http/client';
import type { Pulse } from '../application/ports/pulse.ts';

const ASK_AGAIN_AFTER_MS = 250;

/** Asks a service that is doubted whether it is alive, again and again until it is. */
export class HttpPulse implements Pulse {
  readonly #service: HttpClient;
  #isLost = false;
  #isClosed = false;
  #looking: Promise<boolean> | null = null;
  #again: NodeJS.Timeout | undefined;

  /** The client's deadline is how long a service that is well may take to say so. */
  constructor(service: HttpClient) {
    this.#service = service;
  }

  isLost(): boolean {
    return this.#isLost;
  }

  doubt(): Promise<boolean> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = null)));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#again);
    this.#service.close();
  }

  async #look(): Promise<boolean> {
    const isAlive = await this.#isAlive();
    this.#isLost = !isAlive;
    clearTimeout(this.#again);
    if (!isAlive && !this.#isClosed) this.#again = setTimeout(() => void this.doubt(), ASK_AGAIN_AFTER_MS).unref();
    return isAlive;
  }

  async #isAlive(): Promise<boolean> {
    try {
      return (await this.#service.ask({ path: '/health/live' })).status === 200;
    } catch {
      // No answer in time, which is what was asked.
      return false;
    }
  }
}
