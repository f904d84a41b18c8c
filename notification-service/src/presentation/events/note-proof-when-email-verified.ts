import { on, type Subscription } from '@souk/chassis/events/subscription';
import { UserEmailVerifiedV1 } from '@souk/contracts/user-events';
import type { NoteProof } from '../../application/note-proof/note-proof.ts';

export function noteProofWhenEmailVerified(noteProof: NoteProof): Subscription {
  return on(UserEmailVerifiedV1, ({ time, data: { email } }) => noteProof.execute(email, new Date(time)));
}
