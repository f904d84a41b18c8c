import { EmailNotFound } from '../src/domain/email/email-error.ts';
import type { DueEmail, EmailRepository } from '../src/domain/email/email-repository.ts';
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

  /** For tests only. */
  async find(id: string): Promise<Email | null> {
    const state = this.#states.get(id);
    return state === undefined ? null : Email.rehydrate(state);
  }

  async findPending(id: string): Promise<Email | null> {
    const email = await this.find(id);
    return email?.isPending === true ? email : null;
  }

  async update(id: string, change: (email: Email) => void): Promise<Email> {
    const state = this.#states.get(id);
    if (state === undefined) throw new EmailNotFound();
    const email = Email.rehydrate(state);
    change(email);
    this.#keep(email);
    return email;
  }

  async due(at: Date, limit: number, after?: DueEmail): Promise<readonly DueEmail[]> {
    const isBehind = (email: DueEmail) => after === undefined || inOrder(after, email) < 0;
    return [...this.#states.values()]
      .flatMap(({ id, nextAttemptAt }) => (nextAttemptAt === null ? [] : [{ id, dueAt: nextAttemptAt }]))
      .filter((email) => email.dueAt <= at && isBehind(email))
      .sort(inOrder)
      .slice(0, limit);
  }

  async updateByProviderId(providerId: string, change: (email: Email) => void): Promise<Email | null> {
    const state = [...this.#states.values()].find((each) => each.providerId === providerId);
    return state === undefined ? null : this.update(state.id, change);
  }

  #keep(email: Email): void {
    this.#states.set(email.state.id, email.state);
    this.events.push(...email.pullEvents());
  }
}

const inOrder = (a: DueEmail, b: DueEmail): number => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1);
