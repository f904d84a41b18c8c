import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { needsPostalCode } from '@souk/kernel/country';
import { MAX_ADDRESSES, type Address, type AddressFields } from './address.ts';
import {
  AddressBookIsFull,
  AddressIsIncomplete,
  AddressNotFound,
  AdminsCannotChangeTheirOwnAccess,
  CurrentPasswordIsWrong,
  VerificationIsInvalid,
} from './user-error.ts';
import type { UserEvent } from './user-event.ts';
import type { Claim, Role, UserState, UserStatus, Verification } from './user-state.ts';
import { mayAskForLink, recently, sinceLastLink, verificationFrom } from './verification.ts';

export type NewClaim = Pick<Claim, 'name' | 'passwordHash'> & { readonly verificationId: string };
export type Account = Pick<UserState, 'id' | 'email' | 'name' | 'passwordHash'> & { readonly at: Date };

const MIN_BETWEEN_REPEATED_LINKS_MS = 60_000;

/** Somebody with an account: a shopper or an admin of the shop. */
export class User extends AggregateRoot<UserEvent> {
  #state: UserState;

  private constructor(state: UserState) {
    super();
    this.#state = state;
  }

  /** A shopper signs up. They may shop at once; their address is still to be verified. */
  static register({ verificationId, ...account }: Account & { readonly verificationId: string }): User {
    const user = User.#open(account, { role: 'customer', emailVerifiedAt: null });
    const verification = verificationFrom(verificationId, account.at);
    user.#change({ verification }, account.at);
    user.#linkAskedFor(verification, account.name, account.at);
    return user;
  }

  /** An admin whom the operator vouches for. */
  static appointAdmin(account: Account): User {
    return User.#open(account, { role: 'admin', emailVerifiedAt: account.at });
  }

  static rehydrate(state: UserState): User {
    return new User(state);
  }

  static #open({ at, ...account }: Account, standing: Pick<UserState, 'role' | 'emailVerifiedAt'>): User {
    const user = new User({
      ...account,
      ...standing,
      status: 'active',
      verification: null,
      claims: [],
      linksAskedAt: [],
      addresses: [],
      sessionEpoch: 1,
      createdAt: at,
      updatedAt: at,
    });
    user.record({ type: 'UserRegistered', at });
    return user;
  }

  get state(): UserState {
    return this.#state;
  }

  get isBlocked(): boolean {
    return this.#state.status === 'blocked';
  }

  get isActingAdmin(): boolean {
    return this.#state.role === 'admin' && !this.isBlocked;
  }

  /** Whether a session that was opened in this epoch may go on. */
  admits(sessionEpoch: number): boolean {
    return !this.isBlocked && sessionEpoch === this.#state.sessionEpoch;
  }

  /**
   * Somebody registers the address again while nobody has proved that it is theirs. They get a link of their own, and what they chose takes
   * effect with it. A request that is repeated makes no second one.
   */
  claim({ name, passwordHash, verificationId }: NewClaim, at: Date): void {
    const { claims, verification } = this.#state;
    if (!this.#mayAskForLink(at)) return;
    if ([verification, ...claims.map((claim) => claim.verification)].some((link) => link?.id === verificationId))
      return;
    const claim = { name, passwordHash, verification: verificationFrom(verificationId, at) };
    this.#change({ claims: [...claims.filter((earlier) => earlier.verification.expiresAt > at), claim] }, at);
    this.#linkAskedFor(claim.verification, name, at);
  }

  /**
   * Another link replaces the last one, at most once a minute and only while there is something to verify. It is that of the account's own
   * registration for whoever is logged in, and that of the latest one for others.
   */
  requestVerification(verificationId: string, at: Date, isTheirOwn = false): void {
    const { claims, linksAskedAt, name } = this.#state;
    if (!this.#mayAskForLink(at) || sinceLastLink(linksAskedAt, at) < MIN_BETWEEN_REPEATED_LINKS_MS) return;
    const verification = verificationFrom(verificationId, at);
    const latest = isTheirOwn ? undefined : claims.at(-1);
    this.#change(
      latest === undefined ? { verification } : { claims: [...claims.slice(0, -1), { ...latest, verification }] },
      at,
    );
    this.#linkAskedFor(verification, latest?.name ?? name, at);
  }

  /**
   * Whoever uses a link has the mailbox, so what was chosen with its registration holds. Was the account another one's until now, nothing
   * of theirs stays: they may have opened it to be in it when the owner comes.
   * @throws VerificationIsInvalid
   */
  verifyEmail(verificationId: string, at: Date): void {
    const { claims, verification } = this.#state;
    const claim = claims.find((each) => each.verification.id === verificationId);
    const used = claim?.verification ?? (verification?.id === verificationId ? verification : null);
    if (used === null || used.expiresAt <= at) throw new VerificationIsInvalid();
    this.#change({ emailVerifiedAt: at, verification: null, claims: [], linksAskedAt: [] }, at);
    if (claim !== undefined) this.#handOver(claim, at);
    this.record({ type: 'EmailVerified', isNewOwner: claim !== undefined, at });
  }

  #handOver({ name, passwordHash }: Claim, at: Date): void {
    this.#change({ name, passwordHash, addresses: [] }, at);
    this.endSessions(at);
  }

  #mayAskForLink(at: Date): boolean {
    const { emailVerifiedAt, linksAskedAt } = this.#state;
    return emailVerifiedAt === null && !this.isBlocked && mayAskForLink(linksAskedAt, at);
  }

  #linkAskedFor(verification: Verification, name: string, at: Date): void {
    this.#change({ linksAskedAt: [...recently(this.#state.linksAskedAt, at), at] }, at);
    this.record({ type: 'EmailVerificationRequested', name, verification, at });
  }

  rename(name: string, at: Date): void {
    this.#change({ name }, at);
  }

  /** Replaces the password whose hash was checked; every session is over. */
  changePassword({ from, to }: { readonly from: string; readonly to: string }, at: Date): void {
    if (this.#state.passwordHash !== from) throw new CurrentPasswordIsWrong();
    this.#change({ passwordHash: to }, at);
    this.endSessions(at);
  }

  endSessions(at: Date): void {
    this.#change({ sessionEpoch: this.#state.sessionEpoch + 1 }, at);
  }

  assignRole(role: Role, by: string, at: Date): void {
    if (role === this.#state.role) return;
    this.#refuseOwnHand(by);
    this.#change({ role }, at);
    this.record({ type: 'RoleChanged', role, at });
  }

  /** Blocked, they can neither log in nor go on with a session. */
  setStatus(status: UserStatus, by: string, at: Date): void {
    if (status === this.#state.status) return;
    this.#refuseOwnHand(by);
    this.#change({ status }, at);
    if (status === 'blocked') this.endSessions(at);
  }

  /** @throws AddressNotFound */
  address(addressId: string): Address {
    const address = this.#state.addresses.find(({ id }) => id === addressId);
    if (address === undefined) throw new AddressNotFound();
    return address;
  }

  /** An address whose id is there already was added by an earlier run of the same request. */
  addAddress(address: Address, at: Date): void {
    const { addresses } = this.#state;
    if (addresses.some(({ id }) => id === address.id)) return;
    if (addresses.length >= MAX_ADDRESSES) throw new AddressBookIsFull();
    this.#change({ addresses: [...addresses, address] }, at);
  }

  changeAddress(addressId: string, fields: Partial<AddressFields>, at: Date): void {
    const changed = { ...this.address(addressId), ...fields };
    if (changed.postalCode === null && needsPostalCode(changed.country)) throw new AddressIsIncomplete();
    const addresses = this.#state.addresses.map((address) => (address.id === addressId ? changed : address));
    this.#change({ addresses }, at);
  }

  removeAddress(addressId: string, at: Date): void {
    const removed = this.address(addressId);
    this.#change({ addresses: this.#state.addresses.filter((address) => address !== removed) }, at);
  }

  #refuseOwnHand(by: string): void {
    if (by === this.#state.id) throw new AdminsCannotChangeTheirOwnAccess();
  }

  #change(change: Partial<UserState>, at: Date): void {
    this.#state = { ...this.#state, ...change, updatedAt: at };
  }
}
