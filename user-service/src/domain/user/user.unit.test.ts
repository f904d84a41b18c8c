import { describe, expect, it } from 'vitest';
import { addressFields, at, aUser, later } from '../../../tests/a-user.ts';
import { MAX_ADDRESSES } from './address.ts';
import {
  AddressBookIsFull,
  AddressIsIncomplete,
  AddressNotFound,
  AdminsCannotChangeTheirOwnAccess,
  CurrentPasswordIsWrong,
  VerificationIsInvalid,
} from './user-error.ts';
import { User } from './user.ts';
import { MOST_LINKS_A_DAY, MOST_LINKS_AN_HOUR, VERIFICATION_LIFETIME_MS } from './verification.ts';

const eventsOf = (user: User) => user.pullEvents().map(({ type }) => type);
const MINUTE = 60_000;

describe('a user who registers', () => {
  it('when new, is an active customer whose address is to be verified', () => {
    const account = { id: 'u', email: 'e@souk.test', name: 'E', passwordHash: 'h', at };
    const user = User.register({ ...account, verificationId: 'v' });
    expect(user.state).toMatchObject({
      role: 'customer',
      status: 'active',
      emailVerifiedAt: null,
      verification: { id: 'v', expiresAt: later(VERIFICATION_LIFETIME_MS) },
    });
    expect(eventsOf(user)).toEqual(['UserRegistered', 'EmailVerificationRequested']);
  });

  it('when appointed admin by the operator, needs no verification', () => {
    const user = User.appointAdmin({ id: 'u', email: 'e@souk.test', name: 'E', passwordHash: 'h', at });
    expect(user.state).toMatchObject({ role: 'admin', emailVerifiedAt: at, verification: null });
    expect(eventsOf(user)).toEqual(['UserRegistered']);
  });
});

describe('a verification', () => {
  it('when its link is used in time, verifies the address, once', () => {
    const user = aUser();
    user.verifyEmail('verification-1', later(VERIFICATION_LIFETIME_MS - 1));
    expect(user.state).toMatchObject({ emailVerifiedAt: later(VERIFICATION_LIFETIME_MS - 1), verification: null });
    expect(() => user.verifyEmail('verification-1', at)).toThrow(VerificationIsInvalid);
  });

  it.each([
    ['a day old', 'verification-1', later(VERIFICATION_LIFETIME_MS)],
    ['another one', 'verification-2', at],
  ])('when the link is %s, is refused', (_what, id, moment) => {
    expect(() => aUser().verifyEmail(id, moment)).toThrow(VerificationIsInvalid);
  });

  it('when asked for again within a minute, stays the same; after it, replaces the first', () => {
    const user = aUser();
    user.requestVerification('verification-2', later(MINUTE - 1));
    expect(eventsOf(user)).toEqual([]);
    user.requestVerification('verification-2', later(MINUTE));
    expect(eventsOf(user)).toEqual(['EmailVerificationRequested']);
    expect(() => user.verifyEmail('verification-1', later(MINUTE))).toThrow(VerificationIsInvalid);
    user.verifyEmail('verification-2', later(MINUTE));
  });

  it('when the address is verified or the user blocked, is not asked for again', () => {
    const verified = aUser();
    verified.verifyEmail('verification-1', at);
    const blocked = aUser();
    blocked.setStatus('blocked', 'admin-1', at);
    for (const user of [verified, blocked]) {
      user.pullEvents();
      user.requestVerification('verification-2', later(2 * MINUTE));
      expect(eventsOf(user)).toEqual([]);
    }
  });
});

describe('an address that another one registers, too', () => {
  const claim = { name: 'Owner', passwordHash: 'hash-2', verificationId: 'claim-1' };

  /** The account of whoever came first, with all that one can put into it, and the claim of another one. */
  function aClaimedAccount() {
    const user = aUser({ name: 'Stranger' });
    user.addAddress({ id: 'a1', ...addressFields }, at);
    user.claim(claim, at);
    user.pullEvents();
    return user;
  }

  it('when the other one proves it, is theirs, with nothing of the first', () => {
    const user = aClaimedAccount();
    const { sessionEpoch } = user.state;
    user.verifyEmail('claim-1', later(1));
    expect(user.state).toMatchObject({
      name: 'Owner',
      passwordHash: 'hash-2',
      addresses: [],
      emailVerifiedAt: later(1),
      verification: null,
      claims: [],
    });
    expect(user.admits(sessionEpoch)).toBe(false);
    expect(user.pullEvents()).toEqual([{ type: 'EmailVerified', isNewOwner: true, at: later(1) }]);
    expect(() => user.verifyEmail('verification-1', later(1))).toThrow(VerificationIsInvalid);
  });

  it('when the first one proves it, stays theirs, and the claim is void', () => {
    const user = aClaimedAccount();
    const { sessionEpoch } = user.state;
    user.verifyEmail('verification-1', later(1));
    expect(user.state).toMatchObject({ name: 'Stranger', passwordHash: 'hash-1', addresses: [{ id: 'a1' }] });
    expect(user.admits(sessionEpoch)).toBe(true);
    expect(user.pullEvents()).toEqual([{ type: 'EmailVerified', isNewOwner: false, at: later(1) }]);
    expect(() => user.verifyEmail('claim-1', later(1))).toThrow(VerificationIsInvalid);
  });

  it('when the claim is a day old, is not given away', () => {
    expect(() => aClaimedAccount().verifyEmail('claim-1', later(VERIFICATION_LIFETIME_MS))).toThrow(
      VerificationIsInvalid,
    );
  });

  it('when the address is proved or the account blocked, cannot be claimed', () => {
    const verified = aUser();
    verified.verifyEmail('verification-1', at);
    const blocked = aUser();
    blocked.setStatus('blocked', 'admin-1', at);
    for (const user of [verified, blocked]) {
      user.pullEvents();
      user.claim(claim, later(MINUTE));
      expect(user.state.claims).toEqual([]);
      expect(eventsOf(user)).toEqual([]);
    }
  });

  it('when it is registered again and again, has so many links an hour and a day sent, and keeps no more claims', () => {
    const user = aUser();
    const linksUntil = (end: number) => {
      for (let n = 0; n < 3 * MOST_LINKS_A_DAY; n++)
        user.claim({ ...claim, verificationId: `${end}-${n}` }, later(end));
      return eventsOf(user).length;
    };
    expect(linksUntil(0)).toBe(MOST_LINKS_AN_HOUR - 1);
    expect(linksUntil(60 * MINUTE)).toBe(MOST_LINKS_A_DAY - MOST_LINKS_AN_HOUR);
    expect(linksUntil(120 * MINUTE)).toBe(0);
    expect(user.state.claims).toHaveLength(MOST_LINKS_A_DAY - 1);
    expect(linksUntil(24 * 60 * MINUTE)).toBe(MOST_LINKS_AN_HOUR);
    expect(user.state.claims).toHaveLength(MOST_LINKS_A_DAY);
  });
});

describe('sessions of a user', () => {
  it.each([
    ['the password changes', (user: User) => user.changePassword({ from: 'hash-1', to: 'hash-2' }, at)],
    ['they are blocked', (user: User) => user.setStatus('blocked', 'admin-1', at)],
    ['they log out everywhere', (user: User) => user.endSessions(at)],
  ])('when %s, are over', (_what, change) => {
    const user = aUser();
    const { sessionEpoch } = user.state;
    expect(user.admits(sessionEpoch)).toBe(true);
    change(user);
    expect(user.admits(sessionEpoch)).toBe(false);
  });

  it('when they are unblocked, stay over', () => {
    const user = aUser();
    const { sessionEpoch } = user.state;
    user.setStatus('blocked', 'admin-1', at);
    user.setStatus('active', 'admin-1', at);
    expect(user.admits(sessionEpoch)).toBe(false);
    expect(user.admits(user.state.sessionEpoch)).toBe(true);
  });
});

describe('access', () => {
  it('when the password was changed by somebody else meanwhile, is not changed again', () => {
    const user = aUser();
    user.changePassword({ from: 'hash-1', to: 'hash-2' }, at);
    expect(() => user.changePassword({ from: 'hash-1', to: 'hash-3' }, at)).toThrow(CurrentPasswordIsWrong);
  });

  it('when a role is assigned, is told to others once', () => {
    const user = aUser();
    user.assignRole('admin', 'admin-1', at);
    user.assignRole('admin', 'admin-1', at);
    expect(user.state.role).toBe('admin');
    expect(eventsOf(user)).toEqual(['RoleChanged']);
  });

  it('when they would change their own, refuses', () => {
    const user = aUser();
    expect(() => user.assignRole('admin', 'user-1', at)).toThrow(AdminsCannotChangeTheirOwnAccess);
    expect(() => user.setStatus('blocked', 'user-1', at)).toThrow(AdminsCannotChangeTheirOwnAccess);
  });

  it.each([
    ['a customer', () => aUser(), false],
    ['an admin', () => changed((user) => user.assignRole('admin', 'admin-1', at)), true],
    [
      'a blocked admin',
      () =>
        changed((user) => {
          user.assignRole('admin', 'admin-1', at);
          user.setStatus('blocked', 'admin-1', at);
        }),
      false,
    ],
  ])('when %s, is an acting admin: %s', (_who, make, expected) => {
    expect(make().isActingAdmin).toBe(expected);
  });
});

describe('an address book', () => {
  it('when an address is added by two runs of one request, has it once', () => {
    const user = aUser();
    user.addAddress({ id: 'a1', ...addressFields }, at);
    user.addAddress({ id: 'a1', ...addressFields }, at);
    expect(user.state.addresses).toEqual([{ id: 'a1', ...addressFields }]);
  });

  it('when full, takes no more', () => {
    const user = aUser();
    for (let n = 1; n <= MAX_ADDRESSES; n++) user.addAddress({ id: `a${n}`, ...addressFields }, at);
    expect(() => user.addAddress({ id: 'one-more', ...addressFields }, at)).toThrow(AddressBookIsFull);
  });

  it('when a change would leave an address incomplete, refuses; where there are no postal codes, needs none', () => {
    const user = aUser();
    user.addAddress({ id: 'a1', ...addressFields, country: 'AE', postalCode: null }, at);
    expect(() => user.changeAddress('a1', { country: 'FR' }, at)).toThrow(AddressIsIncomplete);
    user.changeAddress('a1', { country: 'FR', postalCode: '75001' }, at);
    expect(() => user.changeAddress('a1', { postalCode: null }, at)).toThrow(AddressIsIncomplete);
    user.changeAddress('a1', { country: 'AE', postalCode: null }, at);
    expect(user.address('a1')).toMatchObject({ country: 'AE', postalCode: null });
  });

  it('when one is changed or removed, leaves the others alone', () => {
    const user = aUser();
    user.addAddress({ id: 'a1', ...addressFields }, at);
    user.addAddress({ id: 'a2', ...addressFields }, at);
    user.changeAddress('a1', { city: 'Lyon' }, at);
    expect(user.state.addresses.map(({ city }) => city)).toEqual(['Lyon', 'Paris']);
    user.removeAddress('a1', at);
    expect(user.state.addresses.map(({ id }) => id)).toEqual(['a2']);
    expect(() => user.removeAddress('a1', at)).toThrow(AddressNotFound);
    expect(() => user.changeAddress('a1', { city: 'Nice' }, at)).toThrow(AddressNotFound);
  });
});

function changed(change: (user: User) => void): User {
  const user = aUser();
  change(user);
  return user;
}
