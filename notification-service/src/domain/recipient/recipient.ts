import type { atStrangersWill } from '../email/email-content.ts';

export type BlockReason = 'bounced' | 'complained';

/** Mail that strangers can cause. */
export type StrangersMail = NonNullable<ReturnType<typeof atStrangersWill>>;

export interface Admission {
  readonly emailId: string;
  readonly kind: StrangersMail;
  readonly at: Date;
}

export interface RecipientState {
  /** The address, in lower case. */
  readonly id: string;
  /** When somebody proved last that the mailbox is theirs. */
  readonly provenAt: Date | null;
  /** Why nothing more is sent there. */
  readonly blockedBecause: BlockReason | null;
  /** What was sent within a day of the last of them, the oldest first. */
  readonly admitted: readonly Admission[];
  readonly lastAdmittedAt: Date | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_LINKS_AN_HOUR = 5;
/** In a day, of both kinds together; a proven address has its own customer, who may place more orders than others make up. */
const MOST_A_DAY = { unproven: 10, proven: 20 } as const;
const MOST_UNPAID_ORDERS_A_DAY = { unproven: 3, proven: 10 } as const;

/** What is known of an address: whether it may be written to, and how often strangers have had it written to. */
export class Recipient {
  #state: RecipientState;

  private constructor(state: RecipientState) {
    this.#state = state;
  }

  static unknown(address: string): Recipient {
    return new Recipient({ id: address, provenAt: null, blockedBecause: null, admitted: [], lastAdmittedAt: null });
  }

  static rehydrate(state: RecipientState): Recipient {
    return new Recipient(state);
  }

  get state(): RecipientState {
    return this.#state;
  }

  hasAdmitted(emailId: string): boolean {
    return this.#state.admitted.some((admission) => admission.emailId === emailId);
  }

  /** Takes one more mail that a stranger may have caused, unless there were too many; the same one only once. */
  admit({ emailId, kind, at }: Admission, standing: 'proven' | 'unproven'): void {
    if (this.hasAdmitted(emailId)) return;
    const lately = this.#state.admitted.filter((earlier) => at.getTime() - earlier.at.getTime() < DAY_MS);
    const ofKind = lately.filter((earlier) => earlier.kind === kind);
    const isFull =
      kind === 'link'
        ? ofKind.filter((earlier) => at.getTime() - earlier.at.getTime() < HOUR_MS).length >= MOST_LINKS_AN_HOUR
        : ofKind.length >= MOST_UNPAID_ORDERS_A_DAY[standing];
    if (isFull || lately.length >= MOST_A_DAY[standing]) return;
    this.#change({ admitted: [...lately, { emailId, kind, at }], lastAdmittedAt: at });
  }

  /** Mail has come back, or was called unwanted. */
  block(because: BlockReason): void {
    if (this.#state.blockedBecause !== because) this.#change({ blockedBecause: because });
  }

  /** An admin says that mail arrives there again. */
  unblock(): void {
    if (this.#state.blockedBecause !== null) this.#change({ blockedBecause: null });
  }

  /** Somebody has used a link that was sent there. */
  prove(at: Date): void {
    this.#change({ provenAt: at, blockedBecause: null });
  }

  #change(change: Partial<RecipientState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

/** The mailbox behind an address: what stands between a plus sign and the `@` is for its owner to sort by (RFC 5233). */
export const mailboxOf = (address: string): string => address.replace(/^([^+@]+)\+[^@]*@/, '$1@');
