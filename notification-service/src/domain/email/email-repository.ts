import type { Email } from './email.ts';

export interface EmailRepository {
  /** False when there is an e-mail with this id already, which is left as it is. */
  add(email: Email): Promise<boolean>;
  find(id: string): Promise<Email | null>;
  /** @throws EmailNotFound */
  update(id: string, change: (email: Email) => void): Promise<Email>;
  /** Ids of pending e-mails whose next try is due, the longest overdue first. */
  due(at: Date, limit: number): Promise<readonly string[]>;
  /** Changes the e-mail that the provider knows by this id; false when there is none (yet). */
  updateByProviderId(providerId: string, change: (email: Email) => void): Promise<boolean>;
}
