import type { Logger } from '../logger.ts';

/** Tries with another consumer before the process is taken for what is broken. */
const MOST_REPLACEMENTS = 2;
const LOOKS_PER_SILENCE = 10;

export interface ConsumerWatchdogOptions {
  readonly group: string;
  /** How long a consumer that works may at most show no sign of it. */
  readonly silentAfterMs: number;
  /** While the broker does not answer, no consumer would do better than this one. */
  readonly isBrokerThere: () => Promise<boolean>;
  /** Puts another consumer in the place of the silent one. */
  readonly replace: () => Promise<void>;
  readonly giveUp: (error: ConsumerIsSilent) => void;
  readonly logger: Logger;
}

/** No events come although the broker is there. A new process is what is left to try. */
export class ConsumerIsSilent extends Error {
  override readonly name = 'ConsumerIsSilent';

  constructor(group: string, seconds: number) {
    super(
      `${group} has heard nothing from the broker for ${seconds} s, not even with other consumers, and yet it answers. ` +
        'The process ends, for its supervisor to start it again; when that does not help, look at the group on the broker.',
    );
  }
}

/** Notices a consumer that has stopped without saying so: kafkajs shows with each fetch and heartbeat that it works. */
export class ConsumerWatchdog {
  readonly #options: ConsumerWatchdogOptions;
  #heardAt = performance.now();
  #nextStepAt = 0;
  #replacements = 0;
  #isLooking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConsumerWatchdogOptions) {
    this.#options = options;
  }

  get isSilent(): boolean {
    return performance.now() - this.#heardAt > this.#options.silentAfterMs;
  }

  start(): void {
    this.hear();
    this.#timer = setInterval(() => void this.#look(), this.#options.silentAfterMs / LOOKS_PER_SILENCE);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The consumer has shown that it works. */
  hear(): void {
    this.#heardAt = performance.now();
    this.#nextStepAt = 0;
    this.#replacements = 0;
  }

  async #look(): Promise<void> {
    if (this.#isLooking || !this.isSilent || performance.now() < this.#nextStepAt) return;
    this.#isLooking = true;
    try {
      if (await this.#options.isBrokerThere()) await this.#act();
    } finally {
      this.#isLooking = false;
    }
  }

  async #act(): Promise<void> {
    const { group, silentAfterMs, replace, giveUp, logger } = this.#options;
    // It may have been heard while the broker was asked.
    if (!this.isSilent) return;
    const seconds = Math.round((performance.now() - this.#heardAt) / 1000);
    if (this.#replacements === MOST_REPLACEMENTS) {
      this.stop();
      giveUp(new ConsumerIsSilent(group, seconds));
      return;
    }
    this.#replacements++;
    this.#nextStepAt = performance.now() + silentAfterMs;
    logger.warn({ group, seconds }, 'consumer is silent; another one takes its place');
    try {
      await replace();
    } catch (error) {
      logger.warn({ group, err: error }, 'another consumer could not start');
    }
  }
}
