import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { MAX_ADDRESSES, type Address, type AddressFields } from './address.ts';
import {
  AddressBookIsFull,
  AddressNotFound,
  AdminsCannotChangeTheirOwnAccess,
  CurrentPasswordIsWrong,
  VerificationIsInvalid,
} from './user-error.ts';
import type { UserEvent } from './user-event.ts';
import type { Role, UserState, UserStatus } from './user-state.ts';

export type Account = Pick<UserState, 'id' | 'email' | 'name' | 'passwordHash'> & { readonly at: Date };

const MINUTE = 60_000;
export const VERIFICATION_LIFETIME_MS = 24 * 60 * MINUTE;
const MIN_BETWEEN_VERIFICATIONS_MS = MINUTE;

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
    user.requestVerification(verificationId, account.at);
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

  /** Another link replaces the last one, at most once a minute and only while there is something to verify. */
  requestVerification(verificationId: string, at: Date): void {
    const { emailVerifiedAt, verification } = this.#state;
    if (emailVerifiedAt !== null || this.isBlocked) return;
    const earliestExpiry = at.getTime() + VERIFICATION_LIFETIME_MS - MIN_BETWEEN_VERIFICATIONS_MS;
    if (verification !== null && verification.expiresAt.getTime() > earliestExpiry) return;
    const requested = { id: verificationId, expiresAt: new Date(at.getTime() + VERIFICATION_LIFETIME_MS) };
    this.#change({ verification: requested }, at);
    this.record({ type: 'EmailVerificationRequested', verification: requested, at });
  }

  verifyEmail(verificationId: string, at: Date): void {
    const { verification } = this.#state;
    if (verification?.id !== verificationId || verification.expiresAt <= at) throw new VerificationIsInvalid();
    this.#change({ emailVerifiedAt: at, verification: null }, at);
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
