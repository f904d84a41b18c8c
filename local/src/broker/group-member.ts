import { ErrorCode } from './protocol/error-code.ts';

/** One way in which a member can share partitions with others, with what it tells the group's leader about itself. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  /** Empty for a member that is new. */
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinResult {
  readonly error: ErrorCode;
  readonly memberId: string;
  readonly generation: number;
  readonly protocol: string;
  readonly leaderId: string;
  /** All members for the leader, which assigns the partitions; none for the others. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
}

export interface SyncResult {
  readonly error: ErrorCode;
  readonly assignment: Buffer;
}

export const NO_ASSIGNMENT = Buffer.alloc(0);

export function joinRefused(error: ErrorCode, memberId: string): JoinResult {
  return { error, memberId, generation: -1, protocol: '', leaderId: '', members: [] };
}

export function syncRefused(error: ErrorCode): SyncResult {
  return { error, assignment: NO_ASSIGNMENT };
}

/** A process that is killed hangs up at once: its partitions need not wait until its session would end. */
const HUNG_UP_TIMEOUT_MS = 1_000;

/** A consumer in a group. Its session ends when it is silent for too long, unless it is the broker who keeps it waiting. */
export class GroupMember {
  readonly id: string;
  readonly #onSilence: (member: GroupMember) => void;
  #details: JoinRequest;
  #session: NodeJS.Timeout | undefined;
  #stopWatching: (() => void) | undefined;
  #join: ((result: JoinResult) => void) | undefined;
  #sync: ((result: SyncResult) => void) | undefined;
  assignment: Buffer = NO_ASSIGNMENT;

  constructor(id: string, details: JoinRequest, onSilence: (member: GroupMember) => void) {
    this.id = id;
    this.#details = details;
    this.#onSilence = onSilence;
  }

  get details(): JoinRequest {
    return this.#details;
  }

  get isJoining(): boolean {
    return this.#join !== undefined;
  }

  metadataFor(protocol: string): Buffer {
    return this.#details.protocols.find(({ name }) => name === protocol)?.metadata ?? NO_ASSIGNMENT;
  }

  hasSameProtocols(protocols: readonly GroupProtocol[]): boolean {
    const mine = this.#details.protocols;
    return (
      mine.length === protocols.length &&
      mine.every(({ name, metadata }, index) => {
        const theirs = protocols[index];
        return theirs?.name === name && theirs.metadata.equals(metadata);
      })
    );
  }

  waitForJoin(details: JoinRequest): Promise<JoinResult> {
    this.answerJoin(joinRefused(ErrorCode.REBALANCE_IN_PROGRESS, this.id));
    this.#details = details;
    return this.#park((resolve) => (this.#join = resolve));
  }

  waitForSync(): Promise<SyncResult> {
    this.answerSync(syncRefused(ErrorCode.REBALANCE_IN_PROGRESS));
    return this.#park((resolve) => (this.#sync = resolve));
  }

  /** Answers a join that waits, if one does. */
  answerJoin(result: JoinResult): void {
    const answer = this.#join;
    this.#join = undefined;
    if (answer) this.touch();
    answer?.(result);
  }

  /** Answers a sync that waits, if one does. */
  answerSync(result: SyncResult): void {
    const answer = this.#sync;
    this.#sync = undefined;
    if (answer) this.touch();
    answer?.(result);
  }

  /** Restarts the session: the member has shown that it lives. */
  touch(): void {
    this.#endSessionIn(this.#details.sessionTimeoutMs);
  }

  /** Notices when the connection by which it joined is closed, and ends the session early unless the member comes back. */
  watch(onClose: (callback: () => void) => () => void): void {
    this.#stopWatching?.();
    this.#stopWatching = onClose(() => {
      // What waits for an answer can no longer get it.
      const isWaiting = this.#join !== undefined || this.#sync !== undefined;
      if (isWaiting) this.#onSilence(this);
      else this.#endSessionIn(Math.min(HUNG_UP_TIMEOUT_MS, this.#details.sessionTimeoutMs));
    });
  }

  /** Ends the session, and answers whatever waits. */
  dismiss(): void {
    this.#stopWatching?.();
    this.answerJoin(joinRefused(ErrorCode.UNKNOWN_MEMBER_ID, this.id));
    this.answerSync(syncRefused(ErrorCode.UNKNOWN_MEMBER_ID));
    clearTimeout(this.#session);
  }

  #endSessionIn(milliseconds: number): void {
    clearTimeout(this.#session);
    this.#session = setTimeout(() => this.#onSilence(this), milliseconds);
  }

  #park<Result>(keep: (resolve: (result: Result) => void) => void): Promise<Result> {
    clearTimeout(this.#session);
    return new Promise(keep);
  }
}
