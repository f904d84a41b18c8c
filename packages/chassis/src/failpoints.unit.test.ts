import { describe, expect, it } from 'vitest';
import { ArmableFailpoints, noFailpoints, ReplyWasLost, StepWasMadeToFail, type Hit } from './failpoints.ts';

class Ledger {
  #total = 0;
  readonly calls: string[] = [];

  async add(amount: number): Promise<number> {
    await Promise.resolve();
    this.calls.push(`add ${amount}`);
    this.#total += amount;
    return this.#total;
  }

  /** Returns a promise without being `async`. */
  total(): Promise<number> {
    this.calls.push('total');
    return Promise.resolve(this.#total);
  }

  mark(): string {
    this.calls.push('mark');
    return 'marked';
  }

  get isEmpty(): boolean {
    return this.#total === 0;
  }
}

function aWrappedLedger() {
  const hits: Hit[] = [];
  const kills: string[] = [];
  const failpoints = new ArmableFailpoints({
    onHit: (hit) => hits.push(hit),
    kill: () => {
      kills.push(`killed after ${hits.length} hits`);
      throw new Error('This process is gone.');
    },
  });
  const ledger = new Ledger();
  return { failpoints, hits, kills, ledger, wrapped: failpoints.wrap('Ledger', ledger) };
}

describe('without failpoints', () => {
  it('a wrapped object is the very object', () => {
    const ledger = new Ledger();
    expect(noFailpoints.wrap('Ledger', ledger)).toBe(ledger);
    expect(noFailpoints.isWrapped(ledger)).toBe(false);
    const sweep = { name: 'tidy', every: 600_000, run: () => Promise.resolve() };
    expect(noFailpoints.wrapSweep(sweep)).toBe(sweep);
  });
});

describe('a wrapped object', () => {
  it('has a point for each method, and does what it did', async () => {
    const { failpoints, wrapped, hits } = aWrappedLedger();
    expect([...failpoints.passes.keys()]).toEqual(['Ledger.add', 'Ledger.total', 'Ledger.mark']);
    await expect(wrapped.add(3)).resolves.toBe(3);
    await expect(wrapped.total()).resolves.toBe(3);
    expect(wrapped.mark()).toBe('marked');
    expect(wrapped.isEmpty).toBe(false);
    expect(Object.fromEntries(failpoints.passes)).toEqual({ 'Ledger.add': 1, 'Ledger.total': 1, 'Ledger.mark': 1 });
    expect(hits).toEqual([]);
  });

  it('is known as wrapped, and keeps its class', () => {
    const { failpoints, wrapped, ledger } = aWrappedLedger();
    expect(wrapped.constructor).toBe(Ledger);
    expect(failpoints.isWrapped(wrapped)).toBe(true);
    expect(failpoints.isWrapped(ledger)).toBe(false);
  });

  it('given its steps, has points for these only', async () => {
    const { failpoints } = aWrappedLedger();
    const other = failpoints.wrap('Other', new Ledger(), ['add']);
    await other.total();
    expect([...failpoints.passes.keys()].filter((point) => point.startsWith('Other'))).toEqual(['Other.add']);
  });

  it('may be a plain object whose functions are called without it', async () => {
    const { failpoints } = aWrappedLedger();
    const { run } = failpoints.wrap('sweep', { name: 'sweep', run: () => Promise.resolve('run') });
    await expect(run()).resolves.toBe('run');
    expect(failpoints.passes.get('sweep.run')).toBe(1);
  });
});

describe('an armed point', () => {
  it('that throws, fails before the step, once', async () => {
    const { failpoints, wrapped, ledger, hits } = aWrappedLedger();
    expect(failpoints.arm({ point: 'Ledger.add', action: 'throw', times: 1 })).toBe(true);
    await expect(wrapped.add(1)).rejects.toThrow(StepWasMadeToFail);
    expect(ledger.calls).toEqual([]);
    expect(hits).toEqual([{ point: 'Ledger.add', action: 'throw' }]);
    await expect(wrapped.add(1)).resolves.toBe(1);
  });

  it('that loses the reply, fails when the step is done, as a broken connection does', async () => {
    const { failpoints, wrapped } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action: 'lose', times: 1 });
    await expect(wrapped.add(1)).rejects.toThrow(ReplyWasLost);
    await expect(wrapped.total()).resolves.toBe(1);
  });

  it('fails so many times, after so many passes', async () => {
    const { failpoints, wrapped, ledger } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action: 'throw', times: 2, skip: 1 });
    const outcomes = await Promise.allSettled([wrapped.add(1), wrapped.add(2), wrapped.add(3), wrapped.add(4)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(ledger.calls).toEqual(['add 1', 'add 4']);
  });

  it('of a method that is known to return a promise, rejects instead of throwing', async () => {
    const { failpoints, wrapped } = aWrappedLedger();
    await wrapped.total();
    failpoints.arm({ point: 'Ledger.total', action: 'throw', times: 1 });
    const total = wrapped.total();
    await expect(total).rejects.toThrow(StepWasMadeToFail);
  });

  it('of a method without a promise, throws', () => {
    const { failpoints, wrapped, ledger } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.mark', action: 'lose', times: 1 });
    expect(() => wrapped.mark()).toThrow(ReplyWasLost);
    expect(ledger.calls).toEqual(['mark']);
  });

  it.each([
    ['kill', []],
    ['kill-after', ['add 1']],
  ] as const)('that has the process end by %s, says so first', async (action, calls) => {
    const { failpoints, wrapped, ledger, kills } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action, times: 1 });
    await expect((async () => wrapped.add(1))()).rejects.toThrow('This process is gone.');
    expect(kills).toEqual(['killed after 1 hits']);
    expect(ledger.calls).toEqual(calls);
  });

  it('that hangs, never comes back, and the rest goes on', async () => {
    const { failpoints, wrapped, ledger } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action: 'hang', times: 1 });
    const hanging = wrapped.add(1).then(() => 'came back');
    await expect(Promise.race([hanging, wrapped.add(2)])).resolves.toBe(2);
    expect(ledger.calls).toEqual(['add 2']);
  });

  it('when armed twice, fails in the order of the arming', async () => {
    const { failpoints, wrapped } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action: 'lose', times: 1 });
    failpoints.arm({ point: 'Ledger.add', action: 'throw', times: 1 });
    await expect(wrapped.add(1)).rejects.toThrow(ReplyWasLost);
    await expect(wrapped.add(1)).rejects.toThrow(StepWasMadeToFail);
    await expect(wrapped.add(1)).resolves.toBe(2);
  });

  it('is as before when it is disarmed', async () => {
    const { failpoints, wrapped } = aWrappedLedger();
    failpoints.arm({ point: 'Ledger.add', action: 'throw', times: 1 });
    failpoints.disarm();
    await expect(wrapped.add(1)).resolves.toBe(1);
  });

  it('that nobody has heard of yet, is said to be unknown and fails once it is there', async () => {
    const { failpoints } = aWrappedLedger();
    expect(failpoints.arm({ point: 'Late.add', action: 'throw', times: 1 })).toBe(false);
    await expect(failpoints.wrap('Late', new Ledger()).add(1)).rejects.toThrow(StepWasMadeToFail);
  });

  it('whose step fails by itself, waits for one that is done before it loses a reply', async () => {
    const { failpoints } = aWrappedLedger();
    const refusals = ['refused'];
    const port = failpoints.wrap('Port', {
      send: () => (refusals.pop() === undefined ? Promise.resolve() : Promise.reject(new Error('refused'))),
    });
    failpoints.arm({ point: 'Port.send', action: 'lose', times: 1 });
    await expect(port.send()).rejects.toThrow('refused');
    await expect(port.send()).rejects.toThrow(ReplyWasLost);
  });
});

it('when a container binds ports, wraps those it is told of as they come to life', () => {
  const { failpoints } = aWrappedLedger();
  const activations = new Map<symbol, (context: unknown, port: object) => object>();
  const [Port, UseCase] = [Symbol('Port'), Symbol('UseCase')];
  failpoints.wrapBindings({ onActivation: (token, activate) => void activations.set(token, activate) }, { Port });
  const wrapped = activations.get(Port)?.(null, new Ledger());
  expect(failpoints.isWrapped(wrapped)).toBe(true);
  expect(failpoints.passes.has('Port.add')).toBe(true);
  expect(activations.has(UseCase)).toBe(false);
});

it('a wrapped sweep comes along every two seconds, and fails as told', async () => {
  const { failpoints } = aWrappedLedger();
  const runs: string[] = [];
  const sweep = { name: 'tidy', every: 600_000, run: async () => void runs.push('tidied') };
  const wrapped = failpoints.wrapSweep(sweep);
  expect(wrapped).toMatchObject({ name: 'tidy', every: 2_000 });
  expect(failpoints.wrapSweep({ ...sweep, every: 500 }).every).toBe(500);
  failpoints.arm({ point: 'sweep tidy.run', action: 'throw', times: 1 });
  await expect(wrapped.run()).rejects.toThrow(StepWasMadeToFail);
  await wrapped.run();
  expect(runs).toEqual(['tidied']);
});
