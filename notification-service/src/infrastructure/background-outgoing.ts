import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import type { Logger } from '@souk/chassis/logger';
import type { Outgoing } from '../application/ports/outgoing.ts';

const AT_ONCE = 4;

export interface BackgroundOutgoingOptions {
  readonly send: (emailId: string) => Promise<void>;
  /** Called when a send has failed unexpectedly. */
  readonly postpone: (emailId: string, reason: string) => Promise<void>;
  readonly logger: Logger;
}

/** Sends e-mails in the background, a few at a time. What it forgets in a crash is found again by the sweep. */
export class BackgroundOutgoing implements Outgoing {
  readonly #send: (emailId: string) => Promise<void>;
  readonly #postpone: (emailId: string, reason: string) => Promise<void>;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, () => Promise<void>>();
  readonly #sending = new Map<string, Promise<void>>();
  #isSettling = false;

  constructor({ send, postpone, logger }: BackgroundOutgoingOptions) {
    this.#send = send;
    this.#postpone = postpone;
    this.#logger = logger;
  }

  nudge(emailId: string): void {
    if (this.#sending.has(emailId)) return;
    // Sending is a change of its own, not part of handling the message that asked for the mail.
    const cause = { ...currentCause(), message: null };
    this.#waiting.set(emailId, () => runBecauseOf(cause, () => this.#send(emailId)));
    this.#next();
  }

  async settled(): Promise<void> {
    this.#isSettling = true;
    await Promise.all(this.#sending.values());
  }

  /** What cannot even be postponed is found by the sweep again, as after a crash. */
  async #tryLater(emailId: string, error: unknown): Promise<void> {
    this.#logger.warn({ emailId, err: error }, 'e-mail could not be sent; it is tried again');
    try {
      await this.#postpone(emailId, `not sent because of ${error instanceof Error ? error.name : 'an unknown fault'}`);
    } catch (again) {
      this.#logger.warn({ emailId, err: again }, 'e-mail could not be postponed; it stays due');
    }
  }

  #next(): void {
    if (this.#isSettling) return;
    for (const [emailId, send] of this.#waiting) {
      if (this.#sending.size >= AT_ONCE) return;
      this.#waiting.delete(emailId);
      const sent = send()
        .catch((error: unknown) => this.#tryLater(emailId, error))
        .finally(() => {
          this.#sending.delete(emailId);
          this.#next();
        });
      this.#sending.set(emailId, sent);
    }
  }
}
