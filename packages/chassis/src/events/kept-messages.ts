import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Delivery } from './event-bus.ts';

/** A message that could not be handled when it came, or came behind one that could not. */
export interface KeptMessage {
  /** `topic:partition:offset`: one row however often the message is delivered. */
  readonly _id: string;
  /** `parked` messages are tried again; `dead` ones are given up on, until somebody has them redriven. */
  readonly state: 'parked' | 'dead';
  /** Its topic and key. The parked messages of a lane are handled in the order of their places. */
  readonly lane: string;
  readonly place: number;
  readonly delivery: Delivery;
  readonly type: string | null;
  /** Of the event in it; null when it is none. */
  readonly eventId: string | null;
  readonly correlationId: string | null;
  /** How often it was refused so far; 0 while it only waits for those before it. */
  readonly attempts: number;
  readonly lastError: string | null;
  /** The code or the name of the last error, which says nothing about people. */
  readonly reason: string | null;
  readonly keptAt: Date;
  readonly nextAttemptAt: Date;
  /** Whether later ones of its lane may have been handled before it. */
  readonly isRedriven: boolean;
  /** The process that tries it, or died of trying it, or lost the database meanwhile. */
  readonly claimedBy: string | null;
  /** How many processes have tried it and not lived to say how it went. */
  readonly lostClaims: number;
}

export interface Claim {
  /** A name that no other process has, not even one that took its place. */
  readonly by: string;
  readonly at: Date;
  /** Nobody else gets the message before. */
  readonly until: Date;
}

export type Refusal = Pick<KeptMessage, 'lastError' | 'reason'>;

export interface MessageFilter {
  readonly state?: KeptMessage['state'] | undefined;
  readonly id?: string | undefined;
  /** The key of the message: who or what it is about. */
  readonly subject?: string | undefined;
}

/** A kept message without what is in it, which may be about people and may be large. */
export interface ListedMessage extends Omit<KeptMessage, 'delivery'> {
  readonly delivery: Omit<Delivery, 'value'>;
  /** Whether it is an event of this service that the broker did not take, and not one that the service could not handle. */
  readonly isUnsent: boolean;
}

/** How much is kept. */
export interface KeptSummary {
  readonly parked: number;
  readonly dead: number;
  /** Topics and keys with parked messages. */
  readonly lanes: number;
  readonly oldestParkedAt: Date | null;
}

/** The messages that a service keeps, so that nothing is lost and others need not wait for them. */
export interface KeptMessages {
  /** One that is kept already is left as it is. */
  keep(message: KeptMessage): Promise<void>;
  /** Every lane in which something is parked. */
  lanes(): Promise<readonly string[]>;
  isParking(lane: string): Promise<boolean>;
  /** The lanes whose first message is due, and whether somebody has claimed that and not let go of it. */
  due(at: Date): Promise<readonly { readonly lane: string; readonly isClaimed: boolean }[]>;
  /** The first parked message of the lane, if it is due. A claim that another process held has been lost then. */
  claimNext(lane: string, claim: Claim): Promise<KeptMessage | null>;
  /** It was refused once more. */
  postpone(message: KeptMessage, why: Refusal, nextAttemptAt: Date): Promise<void>;
  giveUp(message: KeptMessage, why: Refusal): Promise<void>;
  /** It is handled. */
  remove(message: KeptMessage): Promise<void>;
  /** The oldest first, and how many there are in all. */
  find(filter: MessageFilter, page: PageWanted): Promise<PageFound<ListedMessage>>;
  summary(): Promise<KeptSummary>;
  /** How many there are. */
  count(filter: MessageFilter): Promise<number>;
  /** Has messages tried again from now on as if they had just come, or sent again; returns how many. */
  redrive(filter: MessageFilter, at: Date): Promise<number>;
}

export const UNCLAIMED = { claimedBy: null, lostClaims: 0 } as const;

/** What a claim changes. One process that claims again has lost nothing but the database. */
export const claimedBy = (
  by: string,
  { claimedBy: before, lostClaims }: Pick<KeptMessage, 'claimedBy' | 'lostClaims'>,
) => ({
  claimedBy: by,
  lostClaims: before === null || before === by ? lostClaims : lostClaims + 1,
});
