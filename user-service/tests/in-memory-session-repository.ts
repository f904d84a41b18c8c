import type { SessionRepository } from '../src/domain/session/session-repository.ts';
import { Session, type SessionState } from '../src/domain/session/session.ts';

/** Keeps sessions in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemorySessionRepository implements SessionRepository {
  readonly #states = new Map<string, SessionState>();

  async add({ state }: Session): Promise<void> {
    this.#states.set(state.id, state);
  }

  async find(id: string): Promise<Session | null> {
    const state = this.#states.get(id);
    return state === undefined ? null : Session.rehydrate(state);
  }

  async rotate({ state }: Session, replacedHash: string): Promise<boolean> {
    const stored = this.#states.get(state.id);
    if (stored?.currentHash !== replacedHash) return false;
    const { currentHash, previousHashes, rotatedAt, lastUsedAt } = state;
    this.#states.set(state.id, { ...stored, currentHash, previousHashes, rotatedAt, lastUsedAt });
    return true;
  }

  async end(id: string, userId: string): Promise<boolean> {
    return this.#states.get(id)?.userId === userId && this.#states.delete(id);
  }

  async endBefore(epoch: number, userId: string, kept: string | null): Promise<void> {
    for (const state of this.#states.values()) {
      if (state.userId !== userId || state.epoch >= epoch) continue;
      if (state.id === kept && state.epoch === epoch - 1) this.#states.set(state.id, { ...state, epoch });
      else this.#states.delete(state.id);
    }
  }

  async endExpired(at: Date): Promise<void> {
    for (const { id, expiresAt } of this.#states.values()) if (expiresAt <= at) this.#states.delete(id);
  }
}
