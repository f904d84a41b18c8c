import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DueTimer } from '../../src/stripe/due-timer.ts';

describe('DueTimer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back for each id when it is due, in whatever order they were set', () => {
    const due: [string, number][] = [];
    const timer = new DueTimer((id) => due.push([id, Date.now()]));
    timer.set('late', 1060);
    timer.set('early', 1010);
    timer.set('also early', 1010);
    timer.set('middle', 1030);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(120_000);
    expect(due).toEqual([
      ['early', 1_010_000],
      ['also early', 1_010_000],
      ['middle', 1_030_000],
      ['late', 1_060_000],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('calls back at once for what is overdue', () => {
    const due: string[] = [];
    const timer = new DueTimer((id) => due.push(id));
    timer.set('overdue', 900);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(due).toEqual(['overdue']);
  });

  it('waits for what is due only in many weeks', () => {
    const due: string[] = [];
    const timer = new DueTimer((id) => due.push(id));
    timer.set('far', 1000 + 100 * 24 * 3600);
    vi.advanceTimersByTime(99 * 24 * 3_600_000);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(due).toEqual(['far']);
  });

  it('forgets what was deleted, and has no timer when nothing is left', () => {
    const due: string[] = [];
    const timer = new DueTimer((id) => due.push(id));
    timer.set('a', 1010);
    timer.set('b', 1020);
    timer.delete('a');
    vi.advanceTimersByTime(15_000);
    expect(due).toEqual([]);
    timer.delete('b');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be set from its own callback', () => {
    const due: string[] = [];
    const timer = new DueTimer((id) => {
      due.push(id);
      if (due.length < 3) timer.set(`again ${due.length}`, 1010 + due.length);
    });
    timer.set('first', 1010);
    vi.advanceTimersByTime(60_000);
    expect(due).toEqual(['first', 'again 1', 'again 2']);
  });
});
