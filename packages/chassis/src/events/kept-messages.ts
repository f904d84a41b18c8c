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
  /** The key of the message: whom or what it is about. */
  readonly subject?: string | undefined;
}

/** The messages that a service keeps, so that nothing is lost and others need not wait for them. */
export interface KeptMessages {
  /** One that is kept already is left as it is. */
  keep(message: KeptMessage): Promise<void>;
  /** Every lane in which something is parked. */
  lanes(): Promise<readonly string[]>;
  isParking(lane: string): Promise<boolean>;
  /** The lanes in which somebody has claimed a message and not let go of it. */
  claimedLanes(): Promise<readonly string[]>;
  /** The first parked message of the lane, if it is due. A claim that another process held has been lost then. */
  claimNext(lane: string, claim: Claim): Promise<KeptMessage | null>;
  /** It was refused once more. */
  postpone(message: KeptMessage, why: Refusal, nextAttemptAt: Date): Promise<void>;
  giveUp(message: KeptMessage, why: Refusal): Promise<void>;
  /** It is handled. */
  remove(message: KeptMessage): Promise<void>;
  /** The oldest first, and how many there are in all. */
  find(
    filter: MessageFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly data: readonly KeptMessage[]; readonly count: number }>;
  /** Has messages tried again from now on as if they had just come; returns how many. */
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
