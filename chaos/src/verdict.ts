import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from './evidence.ts';
import { ALL_INVARIANTS } from './invariants/all-invariants.ts';
import type { Invariant } from './invariants/invariant.ts';

/** What is to be said of one invariant. */
export interface Verdict {
  readonly invariant: Invariant;
  readonly violations: readonly string[];
  readonly lookedAt: readonly { readonly what: string; readonly count: number }[];
}

const READ_AGAIN_MS = 2_000;

export function judge(evidence: Evidence): readonly Verdict[] {
  return ALL_INVARIANTS.map((invariant) => ({
    invariant,
    violations: invariant.check(evidence),
    lookedAt: invariant.looks.map(({ what, count }) => ({ what, count: count(evidence) })),
  }));
}

/** Judges a platform again and again, and forgets nothing of what must always hold and once did not. */
export class Judge {
  readonly #broken = new Map<Invariant, ReadonlySet<string>>();

  judge(evidence: Evidence): readonly Verdict[] {
    return judge(evidence).map((verdict) => {
      if (verdict.invariant.kind === 'eventually') return verdict;
      const violations = new Set([...(this.#broken.get(verdict.invariant) ?? []), ...verdict.violations]);
      this.#broken.set(verdict.invariant, violations);
      return { ...verdict, violations: [...violations] };
    });
  }

  /** Reads and judges until nothing is wrong any more that may be put right within so many milliseconds. */
  async judgeUntilSettled(read: () => Promise<Evidence>, within: number): Promise<readonly Verdict[]> {
    const deadline = Date.now() + within;
    for (;;) {
      const verdicts = this.judge(await read());
      const mayHeal = verdicts.some((verdict) => verdict.invariant.kind === 'eventually' && !holds(verdict));
      if (!mayHeal || Date.now() > deadline) return verdicts;
      await delay(READ_AGAIN_MS);
    }
  }
}

export function judgeUntilSettled(read: () => Promise<Evidence>, within: number): Promise<readonly Verdict[]> {
  return new Judge().judgeUntilSettled(read, within);
}

export const holds = ({ violations }: Verdict): boolean => violations.length === 0;
