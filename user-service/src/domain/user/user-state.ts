import type { Address } from './address.ts';

export type Role = 'customer' | 'admin';
export type UserStatus = 'active' | 'blocked';

/** Proof that the address is theirs is asked for under this id; the link's token is derived from it and stored nowhere. */
export interface Verification {
  readonly id: string;
  readonly expiresAt: Date;
}

/** A user as it is stored. */
export interface UserState {
  readonly id: string;
  /** Normalised: what two people write the same is one account. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly emailVerifiedAt: Date | null;
  /** The one link that is valid now. */
  readonly verification: Verification | null;
  readonly addresses: readonly Address[];
  /**
   * Sessions of an earlier epoch are over. It is raised in the very write that blocks the user or changes the password, so
   * neither a crash before the sessions are deleted nor a login at the same moment leaves one usable.
   */
  readonly sessionEpoch: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
