import { DomainError } from '@souk/kernel/domain-error';

export class RefreshTokenIsInvalid extends DomainError {
  readonly code = 'auth.refresh-token-invalid';
  readonly kind = 'unauthenticated';
  constructor() {
    super('This session is over; log in again.');
  }
}

/** Somebody else, most likely another tab, has used this token a moment ago. */
export class RefreshTokenWasJustReplaced extends DomainError {
  readonly code = 'auth.refresh-token-replaced';
  readonly kind = 'unauthenticated';
  constructor() {
    super('This refresh token was replaced a moment ago; go on with the one that replaced it.');
  }
}

export class SessionNotFound extends DomainError {
  readonly code = 'session.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such session among yours.');
  }
}
