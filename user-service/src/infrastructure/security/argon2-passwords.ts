import { randomBytes } from 'node:crypto';
import { normalizedPassword } from '@souk/kernel/password';
import type { Passwords } from '../../application/ports/passwords.ts';
import { WorkQueue } from './work-queue.ts';

/** Argon2id as OWASP asks for it: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes in the threads of libuv's pool, a few at a time. */
export class Argon2Passwords implements Passwords {
  readonly #queue: WorkQueue;
  readonly #nobodysHash = hashThatNoPasswordHas();

  constructor({ concurrency }: { concurrency: number }) {
    this.#queue = new WorkQueue(concurrency);
  }

  hash(password: string): Promise<string> {
    return this.#queue.run(async () => (await argon2()).hash(normalizedPassword(password), COST));
  }

  verify(hash: string | null, password: string): Promise<boolean> {
    // As it was typed, too: that is how passwords were hashed once.
    const spellings = new Set([normalizedPassword(password), password]);
    return this.#queue.run(async () => {
      const { verify } = await argon2();
      for (const spelling of spellings) if (await verify(hash ?? this.#nobodysHash, spelling)) return true;
      return false;
    });
  }
}

/** Loaded with the first password, so that the native library delays no start. */
const argon2 = () => import('@node-rs/argon2');

function hashThatNoPasswordHas(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${base64(16)}$${base64(32)}`;
}
