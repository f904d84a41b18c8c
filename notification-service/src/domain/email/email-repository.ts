import type { Email } from './email.ts';

export interface DueEmail {
  readonly id: string;
  readonly dueAt: Date;
}

export interface EmailRepository {
  /** False when there is an e-mail with this id already, which is left as it is. */
  add(email: Email): Promise<boolean>;
  /** The e-mail; null unless it is still to be sent, as far as is known here: another process may have sent it just now. */
  findPending(id: string): Promise<Email | null>;
  /** @throws EmailNotFound */
  update(id: string, change: (email: Email) => void): Promise<Email>;
  /** Pending e-mails whose next try is due, the longest overdue first; behind `after` when it is given. */
  due(at: Date, limit: number, after?: DueEmail): Promise<readonly DueEmail[]>;
  /** Changes the e-mail that the provider knows by this id; null when there is none (yet). */
  updateByProviderId(providerId: string, change: (email: Email) => void): Promise<Email | null>;
}
