import type { User } from './user.ts';

export interface UserRepository {
  /** False when there is an account for this e-mail address already, which is left as it is. */
  add(user: User): Promise<boolean>;
  find(id: string): Promise<User | null>;
  findByEmail(email: string): Promise<User | null>;
  findByVerification(verificationId: string): Promise<User | null>;
  /**
   * Changes a user and stores it with its events. `change` may run several times, when others change the user meanwhile.
   * @throws UserNotFound
   */
  update(id: string, change: (user: User) => void): Promise<User>;
}
