import { describe, expect, it } from 'vitest';
import type { Evidence } from '../src/evidence.ts';
import { holds, judgeUntilSettled } from '../src/verdict.ts';
import { verdictTable } from '../src/verdict-table.ts';
import { changed } from './planting.ts';
import { soundDay } from './sound-evidence.ts';

const sound = () => soundDay().evidence;

const oversold = (): Evidence => {
  const evidence = sound();
  return {
    ...evidence,
    stock: changed(
      evidence.stock,
      () => true,
      ({ available }) => ({ available: available + 1 }),
    ),
  };
};

const unpublished = (): Evidence => {
  const evidence = sound();
  return { ...evidence, timeline: evidence.timeline.slice(1) };
};

const readings = (...evidence: readonly Evidence[]) => {
  const left = [...evidence];
  return () => Promise.resolve(left.length > 1 ? left.shift()! : left[0]!);
};

const brokenIn = async (read: () => Promise<Evidence>, within: number) =>
  (await judgeUntilSettled(read, within))
    .filter((verdict) => !holds(verdict))
    .map(({ invariant: { number } }) => number);

describe('judging', () => {
  it('when what holds eventually is put right in time, is content', async () => {
    expect(await brokenIn(readings(unpublished(), sound()), 10_000)).toEqual([]);
  });

  it('when what holds eventually is still broken when the time is over, says so', async () => {
    expect(await brokenIn(readings(unpublished()), 0)).toEqual([20]);
  });

  it('when what always holds was broken once, says so although it was put right', async () => {
    const both = { ...oversold(), timeline: unpublished().timeline };
    expect(await brokenIn(readings(both, sound()), 10_000)).toEqual([1]);
  });
});

describe('the table', () => {
  it('has a line for each invariant, and what is wrong below', async () => {
    const lines = verdictTable(await judgeUntilSettled(readings(oversold()), 0)).split('\n');
    expect(lines[0]).toMatch(/^ 1 {2}always {6}1 WRONG {4}per SKU .* 1 stock documents, 3 movements$/);
    expect(lines[1]).toMatch(/^ 2 {2}eventually {2}ok /);
    expect(lines.at(-1)).toBe('  SKU TEA has 16 on hand, but 15 available and 2 held.');
    expect(lines).toHaveLength(22 + 3);
  });
});
