import type { Address } from './address.ts';

export type Role = 'customer' | 'admin';
export type UserStatus = 'active' | 'blocked';

/** Proof that the address is theirs is asked for under this id; the link's token is derived from it and stored nowhere. */
export interface Verification {
  readonly id: string;
  readonly expiresAt: Date;
}

/** Another registration of an address that nobody has proved yet: its password opens the account once its link is used. */
export interface Claim {
  readonly name: string;
  readonly passwordHash: string;
  readonly verification: Verification;
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
  /** The link of the registration that opened the account. */
  readonly verification: Verification | null;
  /** What others want who have registered the address since, the oldest first; none once it is verified. */
  readonly claims: readonly Claim[];
  /** When links were asked for within the last day, for this registration or another one. */
  readonly linksAskedAt: readonly Date[];
  readonly addresses: readonly Address[];
  /**
   * Sessions of an earlier epoch are over. It is raised in the very write that blocks the user or changes the password, so
   * neither a crash before the sessions are deleted nor a login at the same moment leaves one usable.
   */
  readonly sessionEpoch: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
