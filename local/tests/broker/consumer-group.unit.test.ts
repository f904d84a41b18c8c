import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConsumerGroup } from '../../src/broker/consumer-group.ts';
import type { JoinResult } from '../../src/broker/group-member.ts';
import { ErrorCode } from '../../src/broker/protocol/error-code.ts';

const SESSION_MS = 10_000;
const REBALANCE_MS = 60_000;
const GATHERING_MS = 50;

let group: ConsumerGroup;

beforeEach(() => {
  vi.useFakeTimers();
  group = new ConsumerGroup('orders');
});

afterEach(() => {
  group.close();
  vi.useRealTimers();
});

interface Joining {
  readonly memberId?: string;
  readonly protocolType?: string;
  readonly protocols?: readonly string[];
  readonly metadata?: string;
  readonly onClose?: (callback: () => void) => () => void;
}

function join({
  memberId = '',
  protocolType = 'consumer',
  protocols = ['range'],
  metadata = '',
  onClose = () => () => undefined,
}: Joining = {}): Promise<JoinResult> {
  return group.join(
    {
      memberId,
      protocolType,
      protocols: protocols.map((name) => ({ name, metadata: Buffer.from(metadata) })),
      clientId: 'test',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: REBALANCE_MS,
    },
    onClose,
  );
}

const sync = (member: JoinResult, assignments: Record<string, string> = {}) =>
  group.sync(
    member.memberId,
    member.generation,
    new Map(Object.entries(assignments).map(([id, assignment]) => [id, Buffer.from(assignment)])),
  );

async function joinAll(count: number): Promise<JoinResult[]> {
  const joining = Array.from({ length: count }, () => join());
  await vi.advanceTimersByTimeAsync(GATHERING_MS);
  return Promise.all(joining);
}

/** Members of a stable group, the leader first. Each is assigned its own number. */
async function stableGroup(count: number): Promise<[JoinResult, ...JoinResult[]]> {
  const [leader, ...others] = await joinAll(count);
  const assignments = Object.fromEntries([leader!, ...others].map(({ memberId }, index) => [memberId, `${index}`]));
  await Promise.all([...others.map((member) => sync(member)), sync(leader!, assignments)]);
  expect(group.state).toBe('Stable');
  return [leader!, ...others];
}

const heartbeat = ({ memberId, generation }: JoinResult) => group.heartbeat(memberId, generation);

describe('joining', () => {
  it('members that come together share one rebalance, with the first as leader', async () => {
    const [leader, second, third] = await joinAll(3);
    expect(leader).toMatchObject({ error: ErrorCode.NONE, generation: 1, protocol: 'range' });
    expect(leader!.leaderId).toBe(leader!.memberId);
    expect(leader!.members.map(({ memberId }) => memberId)).toEqual([leader, second, third].map((m) => m!.memberId));
    expect(second).toMatchObject({ generation: 1, leaderId: leader!.memberId, members: [] });
  });

  it('the protocol that most members prefer is chosen among those that all have', async () => {
    const joining = [
      join({ protocols: ['sticky', 'range', 'mine'] }),
      join({ protocols: ['range', 'sticky'] }),
      join({ protocols: ['range', 'sticky'] }),
    ];
    await vi.advanceTimersByTimeAsync(GATHERING_MS);
    expect((await Promise.all(joining)).map(({ protocol }) => protocol)).toEqual(['range', 'range', 'range']);
  });

  it('a member without a protocol in common is refused, and disturbs nobody', async () => {
    const [member] = await stableGroup(1);
    expect(await join({ protocols: ['exotic'] })).toMatchObject({ error: ErrorCode.INCONSISTENT_GROUP_PROTOCOL });
    expect(await join({ protocolType: 'connect' })).toMatchObject({ error: ErrorCode.INCONSISTENT_GROUP_PROTOCOL });
    expect(heartbeat(member)).toBe(ErrorCode.NONE);
  });

  it('an id that the group does not know is refused', async () => {
    expect(await join({ memberId: 'from-another-life' })).toMatchObject({ error: ErrorCode.UNKNOWN_MEMBER_ID });
  });

  it('a follower that repeats its join gets the same generation again', async () => {
    const [, follower] = await stableGroup(2);
    const again = await join({ memberId: follower!.memberId });
    expect(again).toMatchObject({ error: ErrorCode.NONE, generation: 1 });
    expect(group.state).toBe('Stable');
  });

  it('a leader that joins again begins a rebalance', async () => {
    const [leader, follower] = await stableGroup(2);
    const joining = join({ memberId: leader.memberId });
    expect(heartbeat(follower!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await join({ memberId: follower!.memberId });
    expect(await joining).toMatchObject({ generation: 2, leaderId: leader.memberId });
  });

  it('a follower that subscribes to something else begins a rebalance', async () => {
    const [leader, follower] = await stableGroup(2);
    const joining = join({ memberId: follower!.memberId, metadata: 'other topics' });
    expect(heartbeat(leader)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    await join({ memberId: leader.memberId });
    expect(await joining).toMatchObject({ generation: 2 });
  });

  it('a member whose client hangs up is gone a second later, unless it shows that it lives', async () => {
    let hangUp: () => void = () => expect.unreachable();
    const onClose = (callback: () => void) => {
      hangUp = callback;
      return () => undefined;
    };
    const joining = join({ onClose });
    await vi.advanceTimersByTimeAsync(GATHERING_MS);
    const member = await joining;
    await sync(member);
    hangUp();
    expect(group.heartbeat(member.memberId, member.generation)).toBe(ErrorCode.NONE);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(group.state).toBe('Stable');
    hangUp();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(group.state).toBe('Empty');
  });

  it('a new member whose client hangs up before the answer leaves no trace', async () => {
    const [leader] = await stableGroup(1);
    let hangUp: () => void = () => expect.unreachable();
    void join({
      onClose: (callback) => {
        hangUp = callback;
        return () => undefined;
      },
    });
    hangUp();
    expect(group.members).toHaveLength(1);
    expect(await join({ memberId: leader.memberId })).toMatchObject({ generation: 2 });
  });
});

describe('a rebalance', () => {
  it('begins with a new member, and ends when all have joined again', async () => {
    const [leader] = await stableGroup(1);
    const joining = join();
    expect(heartbeat(leader)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    const [again, added] = await Promise.all([join({ memberId: leader.memberId }), joining]);
    expect(again.members).toHaveLength(2);
    expect(added).toMatchObject({ generation: 2, leaderId: leader.memberId });
  });

  it('drops who has not joined again in time', async () => {
    const [leader, slow] = await stableGroup(2);
    const joining = join({ memberId: leader.memberId });
    for (let waited = 0; waited < REBALANCE_MS; waited += SESSION_MS / 2) {
      heartbeat(slow!);
      await vi.advanceTimersByTimeAsync(SESSION_MS / 2);
    }
    expect((await joining).members).toHaveLength(1);
    expect(heartbeat(slow!)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  it('sends away whoever waits for an assignment', async () => {
    const [leader, follower] = await joinAll(2);
    const syncing = sync(follower!);
    group.leave(leader!.memberId);
    expect(await syncing).toMatchObject({ error: ErrorCode.REBALANCE_IN_PROGRESS });
  });

  it('ends without the member that leaves during it', async () => {
    const [leader, follower] = await stableGroup(2);
    const joining = join({ memberId: leader.memberId });
    expect(group.leave(follower!.memberId)).toBe(ErrorCode.NONE);
    expect((await joining).members).toHaveLength(1);
  });

  it('passes the lead on when the leader has left', async () => {
    const [leader, follower] = await stableGroup(2);
    group.leave(leader.memberId);
    const again = await join({ memberId: follower!.memberId });
    expect(again.leaderId).toBe(follower!.memberId);
  });
});

describe('syncing', () => {
  it('gives every member what the leader assigned to it', async () => {
    const [leader, follower] = await joinAll(2);
    const waiting = sync(follower!);
    const assigned = await sync(leader!, { [leader!.memberId]: 'left', [follower!.memberId]: 'right' });
    expect(assigned.assignment.toString()).toBe('left');
    expect((await waiting).assignment.toString()).toBe('right');
    expect((await sync(follower!)).assignment.toString()).toBe('right');
  });

  it('is refused to strangers, to old generations and during a rebalance', async () => {
    const [leader] = await stableGroup(1);
    expect(await sync({ ...leader, memberId: 'stranger' })).toMatchObject({ error: ErrorCode.UNKNOWN_MEMBER_ID });
    expect(await sync({ ...leader, generation: 0 })).toMatchObject({ error: ErrorCode.ILLEGAL_GENERATION });
    void join();
    expect(await sync(leader)).toMatchObject({ error: ErrorCode.REBALANCE_IN_PROGRESS });
  });
});

describe('a session', () => {
  it('lasts as long as the member is heard of', async () => {
    const [leader] = await stableGroup(1);
    for (let beat = 0; beat < 5; beat++) {
      await vi.advanceTimersByTimeAsync(SESSION_MS - 1);
      expect(heartbeat(leader)).toBe(ErrorCode.NONE);
    }
  });

  it('ends with silence, and the others take over', async () => {
    const [silent, follower] = await stableGroup(2);
    await vi.advanceTimersByTimeAsync(SESSION_MS - 1);
    expect(heartbeat(follower!)).toBe(ErrorCode.NONE);
    await vi.advanceTimersByTimeAsync(1);
    expect(heartbeat(follower!)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    expect(heartbeat(silent)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    const again = await join({ memberId: follower!.memberId });
    expect(again.members).toHaveLength(1);
  });

  it('does not end while the member waits for the others', async () => {
    const [leader, slow] = await stableGroup(2);
    const joining = join({ memberId: leader.memberId });
    for (let waited = 0; waited < 2 * SESSION_MS; waited += SESSION_MS / 2) {
      heartbeat(slow!);
      await vi.advanceTimersByTimeAsync(SESSION_MS / 2);
    }
    await join({ memberId: slow!.memberId });
    expect((await joining).members).toHaveLength(2);
  });

  it('of the last member leaves an empty group', async () => {
    await stableGroup(1);
    await vi.advanceTimersByTimeAsync(SESSION_MS);
    expect(group.state).toBe('Empty');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('committing', () => {
  it('is for members of the present generation', async () => {
    const [leader] = await stableGroup(1);
    expect(group.checkCommit(leader.memberId, leader.generation)).toBe(ErrorCode.NONE);
    expect(group.checkCommit(leader.memberId, leader.generation - 1)).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(group.checkCommit('stranger', leader.generation)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  it('is still possible while a rebalance gathers its members, and not before their assignment', async () => {
    const [leader] = await stableGroup(1);
    const joining = join();
    expect(group.checkCommit(leader.memberId, leader.generation)).toBe(ErrorCode.NONE);
    const again = await join({ memberId: leader.memberId });
    await joining;
    expect(group.checkCommit(again.memberId, again.generation)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
  });

  it('without membership is possible only while there are no members', async () => {
    expect(group.checkCommit('', -1)).toBe(ErrorCode.NONE);
    await stableGroup(1);
    expect(group.checkCommit('', -1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });
});
