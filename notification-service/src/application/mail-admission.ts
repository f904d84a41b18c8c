import type { Clock } from '@souk/kernel/clock';
import { atStrangersWill } from '../domain/email/email-content.ts';
import type { EmailState, SuppressionReason } from '../domain/email/email.ts';
import type { RecipientRepository } from '../domain/recipient/recipient-repository.ts';
import { mailboxOf } from '../domain/recipient/recipient.ts';

/** Decides which mail is not sent: to addresses that bounce or complain, and beyond the limits for mail that strangers cause. */
export class MailAdmission {
  readonly #recipients: RecipientRepository;
  readonly #clock: Clock;

  constructor({ recipients, clock }: { recipients: RecipientRepository; clock: Clock }) {
    this.#recipients = recipients;
    this.#clock = clock;
  }

  /** Null when it may be sent. Asked again for the same mail, it says the same. */
  async reasonAgainst({ id, to, content, round }: EmailState): Promise<SuppressionReason | null> {
    if (to === '') return 'no-recipient';
    // An admin has looked at it.
    if (round > 1) return null;
    const { blockedBecause, provenAt } = (await this.#recipients.find(to)).state;
    if (blockedBecause !== null) return blockedBecause;
    const kind = atStrangersWill(content);
    if (kind === null) return null;
    const standing = provenAt === null ? 'unproven' : 'proven';
    const mailbox = await this.#recipients.change(mailboxOf(to), (recipient) => {
      recipient.admit({ emailId: id, kind, at: this.#clock.now() }, standing);
    });
    return mailbox.hasAdmitted(id) ? null : 'too-many';
  }
}
