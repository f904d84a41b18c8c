import type { Session } from './session.ts';

export interface SessionRepository {
  add(session: Session): Promise<void>;
  find(id: string): Promise<Session | null>;
  /** Stores a rotation, unless the token it replaces is no longer the current one: of two at once, one is told false. */
  rotate(rotated: Session, replacedHash: string): Promise<boolean>;
  /** False when the user has no such session. */
  end(id: string, userId: string): Promise<boolean>;
  /** Ends a user's sessions of earlier epochs, except `kept`, which moves to the new one when it is of the last. */
  endBefore(epoch: number, userId: string, kept: string | null): Promise<void>;
  endExpired(at: Date): Promise<void>;
}
