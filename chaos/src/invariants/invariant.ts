import type { Evidence } from '../evidence.ts';

/** One kind of thing that an invariant looks at, and what it finds wrong with each. */
export interface Look {
  /** In the plural: `stock documents`. */
  readonly what: string;
  count(evidence: Evidence): number;
  check(evidence: Evidence): readonly string[];
}

/** Something that must never happen. */
export interface Invariant {
  readonly number: number;
  readonly statement: string;
  /** `eventually`: within a minute after the last fault; until then it may be broken. */
  readonly kind: 'always' | 'eventually';
  readonly looks: readonly Look[];
  /** A sentence for each violation, with the ids to look it up by. */
  check(evidence: Evidence): readonly string[];
}

export function look<Item>(
  what: string,
  items: (evidence: Evidence) => readonly Item[],
  judge: (evidence: Evidence) => (item: Item) => readonly string[],
): Look {
  return {
    what,
    count: (evidence) => items(evidence).length,
    check: (evidence) => items(evidence).flatMap(judge(evidence)),
  };
}

export function invariant(
  { number, statement, kind }: Pick<Invariant, 'number' | 'statement' | 'kind'>,
  ...looks: readonly Look[]
): Invariant {
  return { number, statement, kind, looks, check: (evidence) => looks.flatMap((one) => one.check(evidence)) };
}

/** `[sentence]` when something is wrong, else nothing. */
export const when = (isWrong: boolean, sentence: () => string): readonly string[] => (isWrong ? [sentence()] : []);

/** Made once for each body of evidence. */
export function perEvidence<Result>(make: (evidence: Evidence) => Result): (evidence: Evidence) => Result {
  const made = new WeakMap<Evidence, { readonly result: Result }>();
  return (evidence) => {
    const entry = made.get(evidence) ?? { result: make(evidence) };
    made.set(evidence, entry);
    return entry.result;
  };
}

export const isEnded = ({ status }: { readonly status: string }): boolean =>
  status === 'cancelled' || status === 'completed';

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** Quantities by SKU. */
export function quantitiesOf(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}
