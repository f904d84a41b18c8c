import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient } from '@souk/chassis/http/client';
import type { Pulse } from '../application/ports/pulse.ts';

const ASK_AGAIN_AFTER_MS = 250;

/** Asks a service that is doubted whether it is alive, again and again until it is. */
export class HttpPulse implements Pulse {
  readonly #service: HttpClient;
  #isLost = false;
  #isClosed = false;
  #asking: Promise<void> | null = null;

  /** The client's deadline is how long a service that is well may take to say so. */
  constructor(service: HttpClient) {
    this.#service = service;
  }

  isLost(): boolean {
    return this.#isLost;
  }

  doubt(): void {
    this.#asking ??= this.#watch().finally(() => (this.#asking = null));
  }

  close(): void {
    this.#isClosed = true;
    this.#service.close();
  }

  async #watch(): Promise<void> {
    while (!this.#isClosed) {
      this.#isLost = !(await this.#isAlive());
      if (!this.#isLost) return;
      await delay(ASK_AGAIN_AFTER_MS, undefined, { ref: false });
    }
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
