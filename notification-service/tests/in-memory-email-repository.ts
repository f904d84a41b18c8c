import { EmailNotFound } from '../src/domain/email/email-error.ts';
import type { EmailRepository } from '../src/domain/email/email-repository.ts';
import { Email, type EmailEvent, type EmailState } from '../src/domain/email/email.ts';

/** Keeps e-mails in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryEmailRepository implements EmailRepository {
  /** What has happened, oldest first. */
  readonly events: EmailEvent[] = [];
  readonly #states = new Map<string, EmailState>();

  async add(email: Email): Promise<boolean> {
    if (this.#states.has(email.state.id)) return false;
    this.#keep(email);
    return true;
  }

  async find(id: string): Promise<Email | null> {
    const state = this.#states.get(id);
    return state === undefined ? null : Email.rehydrate(state);
  }

  async update(id: string, change: (email: Email) => void): Promise<Email> {
    const state = this.#states.get(id);
    if (state === undefined) throw new EmailNotFound();
    const email = Email.rehydrate(state);
    change(email);
    this.#keep(email);
    return email;
  }

  async due(at: Date, limit: number): Promise<readonly string[]> {
    return [...this.#states.values()]
      .flatMap(({ id, nextAttemptAt }) => (nextAttemptAt === null ? [] : [{ id, dueAt: nextAttemptAt.getTime() }]))
      .filter(({ dueAt }) => dueAt <= at.getTime())
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async updateByProviderId(providerId: string, change: (email: Email) => void): Promise<boolean> {
    const state = [...this.#states.values()].find((each) => each.providerId === providerId);
    if (state === undefined) return false;
    await this.update(state.id, change);
    return true;
  }

  #keep(email: Email): void {
    this.#states.set(email.state.id, email.state);
    this.events.push(...email.pullEvents());
  }
}
