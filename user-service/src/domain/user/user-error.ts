import { DomainError } from '@souk/kernel/domain-error';
import { MAX_ADDRESSES } from './address.ts';

export class UserNotFound extends DomainError {
  readonly code = 'user.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such user.');
  }
}

/** Says the same whether the account is unknown or the password wrong. */
export class CredentialsAreInvalid extends DomainError {
  readonly code = 'auth.credentials-invalid';
  readonly kind = 'unauthenticated';
  constructor() {
    super('The e-mail address or the password is wrong; check both and try again.');
  }
}

/** Only those learn it who know the password. */
export class AccountIsBlocked extends DomainError {
  readonly code = 'auth.account-blocked';
  readonly kind = 'forbidden';
  constructor() {
    super('This account is blocked; contact the shop.');
  }
}

export class VerificationIsInvalid extends DomainError {
  readonly code = 'user.verification-invalid';
  readonly kind = 'invalid';
  constructor() {
    super('This link is used up, too old or incomplete; ask for a new one.');
  }
}

export class CurrentPasswordIsWrong extends DomainError {
  readonly code = 'user.current-password-wrong';
  readonly kind = 'invalid';
  constructor() {
    super('The current password is wrong; check it and try again.');
  }
}

export class AddressNotFound extends DomainError {
  readonly code = 'user.address-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such address among yours.');
  }
}

export class AddressIsIncomplete extends DomainError {
  readonly code = 'user.address-incomplete';
  readonly kind = 'invalid';
  constructor() {
    super('A postal code is needed in this country; send one along.');
  }
}

export class AddressBookIsFull extends DomainError {
  readonly code = 'user.address-book-full';
  readonly kind = 'conflict';
  constructor() {
    super(`${MAX_ADDRESSES} addresses are the most; remove one first.`);
  }
}

export class AdminsCannotChangeTheirOwnAccess extends DomainError {
  readonly code = 'user.own-access';
  readonly kind = 'conflict';
  constructor() {
    super('You cannot change your own role or block yourself; ask another admin.');
  }
}

export class OnlyAdminsMayChangeAccess extends DomainError {
  readonly code = 'auth.admin-only';
  readonly kind = 'forbidden';
  constructor() {
    super('You are no admin any more.');
  }
}
