import { SessionNotFound } from '../../domain/session/session-error.ts';
import type { SessionRepository } from '../../domain/session/session-repository.ts';

/** Ends one session of a user, as on a device they have lost. */
export class EndSession {
  readonly #sessions: SessionRepository;

  constructor(sessions: SessionRepository) {
    this.#sessions = sessions;
  }

  async execute(userId: string, sessionId: string): Promise<void> {
    if (!(await this.#sessions.end(sessionId, userId))) throw new SessionNotFound();
  }
}
