import type { Clock } from '@souk/kernel/clock';
import type { Failures, LoginFailures } from './ports/login-failures.ts';
import type { Passwords } from './ports/passwords.ts';
import { TooManyFailures } from './too-many-failures.ts';

const MAX_FAILURES = 10;
const WINDOW_MS = 15 * 60_000;

export interface PasswordCheckPorts {
  readonly passwords: Passwords;
  readonly failures: LoginFailures;
  readonly clock: Clock;
}

/** Compares passwords for accounts that may or may not exist, and stops those who guess. */
export class PasswordCheck {
  readonly #ports: PasswordCheckPorts;

  constructor(ports: PasswordCheckPorts) {
    this.#ports = ports;
  }

  /** @throws TooManyFailures after ten wrong passwords for one address within 15 minutes. */
  async isRight(email: string, passwordHash: string | null, password: string): Promise<boolean> {
    const { passwords, failures, clock } = this.#ports;
    await this.#refuseWhenThrottled(email);
    if (await passwords.verify(passwordHash, password)) {
      // Once more: of a hundred guesses sent at once, the right one must not be told from those that came too late.
      if ((await this.#refuseWhenThrottled(email)) !== null) await failures.clear(email);
      return true;
    }
    const at = clock.now();
    const failed = await failures.add(email, at, new Date(at.getTime() + WINDOW_MS));
    if (failed.count > MAX_FAILURES) throw this.#tooMany(failed);
    return false;
  }

  async #refuseWhenThrottled(email: string): Promise<Failures | null> {
    const failed = await this.#ports.failures.of(email, this.#ports.clock.now());
    if (failed !== null && failed.count >= MAX_FAILURES) throw this.#tooMany(failed);
    return failed;
  }

  #tooMany({ until }: Failures): TooManyFailures {
    const left = until.getTime() - this.#ports.clock.now().getTime();
    return new TooManyFailures(Math.max(1, Math.ceil(left / 1000)));
  }
}
