import { randomUUID } from 'node:crypto';
import type { GetEmailResponseSuccess } from 'resend';
import type { Collection } from '../store.ts';
import type { AttachmentSummary } from './message.ts';

/** An accepted e-mail: what Resend tells about it, and what only the inbox shows. */
export interface Email {
  public: GetEmailResponseSuccess;
  headers: Record<string, string>;
  attachments: AttachmentSummary[];
}

/** One accepted API call. Messages and idempotency key share a record, so that a kill keeps both or neither. */
export interface AcceptedCall {
  at: number;
  idempotency: IdempotencyClaim | null;
  emails: Email[];
  reply: unknown;
}

/** `content` is a digest of the request's path and body. */
export interface IdempotencyClaim {
  key: string;
  content: string;
}

/** Every accepted e-mail, found by its id or by the idempotency key that it came with. */
export class Mailbox {
  readonly #calls: Collection<AcceptedCall>;
  readonly #emails = new Map<string, Email>();
  readonly #byKey = new Map<string, AcceptedCall>();

  constructor(calls: Collection<AcceptedCall>) {
    this.#calls = calls;
    for (const call of calls.values()) this.#index(call);
  }

  accept(call: AcceptedCall): void {
    this.#index(this.#calls.put(randomUUID(), call));
  }

  email(id: string): Email | undefined {
    return this.#emails.get(id);
  }

  newestFirst(): Email[] {
    return [...this.#emails.values()].reverse();
  }

  callWithKey(key: string): AcceptedCall | undefined {
    return this.#byKey.get(key);
  }

  #index(call: AcceptedCall): void {
    for (const email of call.emails) this.#emails.set(email.public.id, email);
    if (call.idempotency !== null) this.#byKey.set(call.idempotency.key, call);
  }
}
