import { draft, type EventDraft } from '@souk/contracts/event';
import {
  UserEmailVerificationRequestedV1,
  UserEmailVerifiedV1,
  UserRegisteredV1,
  UserRoleChangedV1,
} from '@souk/contracts/user-events';
import type { UserEvent } from '../../domain/user/user-event.ts';
import type { UserState } from '../../domain/user/user-state.ts';

/** What the other services learn of a domain event. */
export function toContract(event: UserEvent, { id: userId, email, name, role }: UserState): EventDraft {
  switch (event.type) {
    case 'UserRegistered':
      return draft(UserRegisteredV1, { userId, email, name, role }, event.at);
    case 'EmailVerificationRequested': {
      const { id: verificationId, expiresAt } = event.verification;
      return draft(
        UserEmailVerificationRequestedV1,
        { userId, email, name: event.name, verificationId, expiresAt: expiresAt.toISOString() },
        event.at,
      );
    }
    case 'EmailVerified':
      return draft(UserEmailVerifiedV1, { userId, email, isNewOwner: event.isNewOwner }, event.at);
    case 'RoleChanged':
      return draft(UserRoleChangedV1, { userId, role: event.role }, event.at);
  }
}
