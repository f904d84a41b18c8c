import type { Clock } from '@souk/kernel/clock';
import type { FailureKey, Failures, LoginFailures } from './ports/login-failures.ts';
import type { Passwords } from './ports/passwords.ts';
import { TooManyFailures } from './too-many-failures.ts';
import { Turns } from './turns.ts';

const WINDOW_MS = 15 * 60_000;

export interface PasswordCheckPorts {
  readonly passwords: Passwords;
  readonly failures: LoginFailures;
  readonly clock: Clock;
}

/** How many wrong passwords may be counted under a key before all that count there are refused. */
export interface GuessLimit {
  readonly key: FailureKey;
  readonly most: number;
  /** Whether others count there too: then a right password does not clear it. */
  readonly isShared?: boolean;
}

export interface Guess {
  /** The narrowest first. */
  readonly limits: readonly GuessLimit[];
  /** Null when there is no such account. */
  readonly passwordHash: string | null;
  readonly password: string;
}

/** Compares passwords for accounts that may or may not exist, and stops those who guess. */
export class PasswordCheck {
  readonly #ports: PasswordCheckPorts;
  readonly #turns = new Turns();

  constructor(ports: PasswordCheckPorts) {
    this.#ports = ports;
  }

  /**
   * Guesses that count together take turns, so that no more are hashed than may be wrong.
   * @throws TooManyFailures when as many as a limit allows were wrong within 15 minutes.
   */
  isRight(guess: Guess): Promise<boolean> {
    return this.#turns.run(JSON.stringify(guess.limits.at(-1)?.key), () => this.#check(guess));
  }

  async #check({ limits, passwordHash, password }: Guess): Promise<boolean> {
    await this.#refuseWhenOver(limits);
    if (!(await this.#ports.passwords.verify(passwordHash, password))) {
      await this.#count(limits);
      return false;
    }
    // Once more, for other processes count too: of a hundred guesses at once, the right one must not be told from those too many.
    for (const { key, isShared } of await this.#refuseWhenOver(limits)) {
      if (isShared !== true) await this.#ports.failures.clear(key);
    }
    return true;
  }

  /** Those of the limits that have failures counted. */
  async #refuseWhenOver(limits: readonly GuessLimit[]): Promise<readonly GuessLimit[]> {
    const { failures, clock } = this.#ports;
    const found: GuessLimit[] = [];
    for (const limit of limits) {
      const failed = await failures.of(limit.key, clock.now());
      if (failed !== null && failed.count >= limit.most) throw this.#tooMany(failed, limit);
      if (failed !== null) found.push(limit);
    }
    return found;
  }

  async #count(limits: readonly GuessLimit[]): Promise<void> {
    const at = this.#ports.clock.now();
    for (const limit of limits) {
      const failed = await this.#ports.failures.add(limit.key, at, new Date(at.getTime() + WINDOW_MS));
      if (failed.count > limit.most) throw this.#tooMany(failed, limit);
    }
  }

  #tooMany({ until }: Failures, { isShared }: GuessLimit): TooManyFailures {
    const left = until.getTime() - this.#ports.clock.now().getTime();
    return new TooManyFailures(Math.max(1, Math.ceil(left / 1000)), isShared === true);
  }
}
