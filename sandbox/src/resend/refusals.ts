import { randomUUID } from 'node:crypto';
import type { Collection } from '../store.ts';
import type { ResendError } from './resend-error.ts';

/** A message that was refused, as far as it could be read: nobody gets it, and whoever looks for it in the inbox should see why. */
export interface RefusedEmail {
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly statusCode: number;
  readonly reason: string;
}

const MOST_KEPT = 200;
const LONGEST = 500;

/** The last refused messages. */
export class Refusals {
  readonly #kept: Collection<RefusedEmail>;

  constructor(kept: Collection<RefusedEmail>) {
    this.#kept = kept;
  }

  note(body: unknown, { statusCode, message: reason }: ResendError): void {
    const id = randomUUID();
    const { from, to, subject } = Object(body) as Readonly<Record<string, unknown>>;
    const recipients = (Array.isArray(to) ? to : [to]).map(text).filter((address) => address !== '');
    const at = new Date().toISOString();
    this.#kept.put(id, { id, at, from: text(from), to: recipients, subject: text(subject), statusCode, reason });
    for (const oldest of this.#kept.values().slice(0, -MOST_KEPT)) this.#kept.delete(oldest.id);
  }

  newestFirst(): RefusedEmail[] {
    return [...this.#kept.values()].reverse();
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST) : '');
