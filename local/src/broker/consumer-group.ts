import { randomUUID } from 'node:crypto';
import {
  GroupMember,
  joinRefused,
  NO_ASSIGNMENT,
  syncRefused,
  type GroupProtocol,
  type JoinRequest,
  type JoinResult,
  type SyncResult,
} from './group-member.ts';
import { ErrorCode } from './protocol/error-code.ts';

/** Kafka's own names, which clients compare with. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

/** How long a group without members waits for more than the first, so that consumers started together share one rebalance. */
const FIRST_JOIN_DELAY_MS = 50;

/**
 * The classic rebalance protocol: members join, the leader assigns the partitions, all sync to learn theirs. Every
 * change of membership starts it over, in the next generation.
 * https://cwiki.apache.org/confluence/display/KAFKA/Kafka+Client-side+Assignment+Proposal
 */
export class ConsumerGroup {
  readonly id: string;
  readonly #members = new Map<string, GroupMember>();
  #state: GroupState = 'Empty';
  #generation = 0;
  #leaderId = '';
  #protocol = '';
  #protocolType = '';
  #joinDeadline: NodeJS.Timeout | undefined;
  /** Whether the deadline is what a rebalance waits for, even when all members have joined. */
  #isGathering = false;

  constructor(id: string) {
    this.id = id;
  }

  get state(): GroupState {
    return this.#state;
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get members(): readonly GroupMember[] {
    return [...this.#members.values()];
  }

  /**
   * Resolves when the rebalance that this begins, or takes part in, has all its members.
   *
   * @param onClose registers what to do when the client hangs up, and returns how to take that back
   */
  async join(request: JoinRequest, onClose: (callback: () => void) => () => void): Promise<JoinResult> {
    const known = this.#members.get(request.memberId);
    if (request.memberId !== '' && !known) return joinRefused(ErrorCode.UNKNOWN_MEMBER_ID, request.memberId);
    if (!this.#canWorkWith(request)) return joinRefused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, request.memberId);
    if (known && this.#needsNoRebalance(known, request)) return this.#joined(known);

    const member = known ?? this.#admit(request);
    const answer = member.waitForJoin(request);
    member.watch(onClose);
    this.#beginRebalance();
    this.#completeJoinWhenAllAreHere();
    return answer;
  }

  /** Resolves with the member's partitions once the leader has assigned them. */
  async sync(memberId: string, generation: number, assignments: ReadonlyMap<string, Buffer>): Promise<SyncResult> {
    const member = this.#members.get(memberId);
    const error = this.#check(member, generation);
    if (!member || error !== ErrorCode.NONE) return syncRefused(error);
    if (this.#state === 'PreparingRebalance') return syncRefused(ErrorCode.REBALANCE_IN_PROGRESS);
    if (this.#state === 'Stable') return { error: ErrorCode.NONE, assignment: member.assignment };
    const answer = member.waitForSync();
    if (memberId === this.#leaderId) this.#assign(assignments);
    return answer;
  }

  heartbeat(memberId: string, generation: number): ErrorCode {
    const error = this.#check(this.#members.get(memberId), generation);
    if (error !== ErrorCode.NONE) return error;
    return this.#state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  leave(memberId: string): ErrorCode {
    const member = this.#members.get(memberId);
    if (!member) return ErrorCode.UNKNOWN_MEMBER_ID;
    this.#remove(member);
    return ErrorCode.NONE;
  }

  /** Whether this member may commit offsets now. Without a member id and generation only an empty group takes them. */
  checkCommit(memberId: string, generation: number): ErrorCode {
    if (generation < 0 && memberId === '' && this.#members.size === 0) return ErrorCode.NONE;
    const error = this.#check(this.#members.get(memberId), generation);
    if (error !== ErrorCode.NONE) return error;
    return this.#state === 'CompletingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  close(): void {
    clearTimeout(this.#joinDeadline);
    for (const member of this.#members.values()) member.dismiss();
    this.#members.clear();
  }

  #check(member: GroupMember | undefined, generation: number): ErrorCode {
    if (!member) return ErrorCode.UNKNOWN_MEMBER_ID;
    if (generation !== this.#generation) return ErrorCode.ILLEGAL_GENERATION;
    if (!member.isJoining) member.touch();
    return ErrorCode.NONE;
  }

  #canWorkWith({ memberId, protocolType, protocols }: JoinRequest): boolean {
    if (protocolType === '' || protocols.length === 0) return false;
    const others = this.members.filter(({ id }) => id !== memberId);
    if (others.length === 0) return true;
    return protocolType === this.#protocolType && commonProtocols([protocols, ...others.map(protocolsOf)]).length > 0;
  }

  /** A member that repeats its join because it missed the answer gets the answer again. */
  #needsNoRebalance(member: GroupMember, { protocols }: JoinRequest): boolean {
    if (!member.hasSameProtocols(protocols)) return false;
    return this.#state === 'CompletingRebalance' || (this.#state === 'Stable' && member.id !== this.#leaderId);
  }

  #admit(request: JoinRequest): GroupMember {
    const id = `${request.clientId}-${randomUUID()}`;
    const member = new GroupMember(id, request, (silent) => this.#remove(silent));
    this.#members.set(id, member);
    this.#protocolType = request.protocolType;
    return member;
  }

  #remove(member: GroupMember): void {
    if (!this.#members.delete(member.id)) return;
    member.dismiss();
    if (this.#members.size === 0) {
      clearTimeout(this.#joinDeadline);
      this.#state = 'Empty';
      this.#protocol = '';
      return;
    }
    this.#beginRebalance();
    this.#completeJoinWhenAllAreHere();
  }

  #beginRebalance(): void {
    if (this.#state === 'PreparingRebalance') return;
    const isFirst = this.#state === 'Empty';
    this.#state = 'PreparingRebalance';
    for (const member of this.#members.values()) member.answerSync(syncRefused(ErrorCode.REBALANCE_IN_PROGRESS));
    const timeouts = this.members.map(({ details }) => details.rebalanceTimeoutMs);
    const delay = isFirst ? FIRST_JOIN_DELAY_MS : Math.max(...timeouts);
    this.#joinDeadline = setTimeout(() => this.#completeJoin(), delay);
    this.#isGathering = isFirst;
  }

  #completeJoinWhenAllAreHere(): void {
    if (this.#state !== 'PreparingRebalance' || this.#isGathering) return;
    if (this.members.every(({ isJoining }) => isJoining)) this.#completeJoin();
  }

  #completeJoin(): void {
    clearTimeout(this.#joinDeadline);
    this.#isGathering = false;
    for (const member of this.members.filter(({ isJoining }) => !isJoining)) {
      this.#members.delete(member.id);
      member.dismiss();
    }
    const [first] = this.members;
    if (!first) {
      this.#state = 'Empty';
      return;
    }
    this.#generation++;
    this.#state = 'CompletingRebalance';
    this.#protocol = favourite(this.members.map(protocolsOf));
    if (!this.#members.has(this.#leaderId)) this.#leaderId = first.id;
    for (const member of this.members) {
      member.assignment = NO_ASSIGNMENT;
      member.answerJoin(this.#joined(member));
    }
  }

  #joined({ id }: GroupMember): JoinResult {
    const members = this.members.map((each) => ({ memberId: each.id, metadata: each.metadataFor(this.#protocol) }));
    return {
      error: ErrorCode.NONE,
      memberId: id,
      generation: this.#generation,
      protocol: this.#protocol,
      leaderId: this.#leaderId,
      members: id === this.#leaderId ? members : [],
    };
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    this.#state = 'Stable';
    for (const member of this.members) {
      member.assignment = assignments.get(member.id) ?? NO_ASSIGNMENT;
      member.answerSync({ error: ErrorCode.NONE, assignment: member.assignment });
    }
  }
}

function protocolsOf({ details }: GroupMember): readonly GroupProtocol[] {
  return details.protocols;
}

/** The names that every list has, in the first list's order. */
function commonProtocols([first = [], ...others]: (readonly GroupProtocol[])[]): string[] {
  return first
    .map(({ name }) => name)
    .filter((name) => others.every((list) => list.some((each) => each.name === name)));
}

/** Of the names that all have, the one that most members name first. */
function favourite(lists: (readonly GroupProtocol[])[]): string {
  const candidates = commonProtocols(lists);
  const choices = lists.map((list) => list.find(({ name }) => candidates.includes(name))?.name);
  const votes = (candidate: string) => choices.filter((choice) => choice === candidate).length;
  return candidates.sort((a, b) => votes(b) - votes(a))[0] ?? '';
}
