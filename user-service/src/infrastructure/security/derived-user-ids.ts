import { derivedUuid } from '@souk/chassis/ids';
import type { UserIds } from '../../application/ports/user-ids.ts';

export const derivedUserIds: UserIds = {
  forEmail: (email) => derivedUuid('user', email),
  forRegistration: (email, requestKey) => derivedUuid('registration', email, requestKey),
};
