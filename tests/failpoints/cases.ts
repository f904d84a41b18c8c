import { FailpointAction } from '@souk/chassis/failpoint-messages';

/** One failure at one point of one process during one scenario. */
export interface FailureCase {
  readonly service: string;
  readonly point: string;
  readonly action: FailpointAction;
  readonly scenario: string;
  /** How many passes of the point go well before. */
  readonly skip: number;
  readonly times: number;
}

/** How often a scenario has passed a point when nothing failed. */
export interface Passed {
  readonly service: string;
  readonly point: string;
  readonly scenario: string;
  readonly passes: number;
}

/** Part `share` of `of`, from 1. */
export interface Share {
  readonly share: number;
  readonly of: number;
}

/** More than the quick tries that a reaction has (see packages/chassis/src/events/parking.ts). */
const OFTEN = 4;

/**
 * Every point that was passed with every action. By the seed are chosen the scenario, of those that pass the point, the pass
 * that fails, and whether it fails once or often; and the order, in which neighbours are of different processes.
 */
export function casesOf(passed: readonly Passed[], seed: number, { share, of }: Share): readonly FailureCase[] {
  const random = randomFrom(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const cases = [...Map.groupBy(passed, ({ service, point }) => `${service} ${point}`).values()]
    .flatMap((scenarios) => FailpointAction.options.map((action) => ({ action, scenarios })))
    .map(({ action, scenarios }) => {
      const { service, point, scenario, passes } = scenarios[pick(scenarios.length)] ?? raise();
      const times = ['throw', 'lose'].includes(action) && pick(2) === 1 ? OFTEN : 1;
      return { rank: random(), service, point, action, scenario, skip: pick(passes), times };
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ rank, ...ofPoint }) => ofPoint);
  return interleaved(Map.groupBy(cases, ({ service }) => service)).filter((_case, index) => index % of === share - 1);
}

/** Takes one of each in turn. */
function interleaved<Item>(groups: ReadonlyMap<string, readonly Item[]>): Item[] {
  const longest = Math.max(0, ...[...groups.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_none, index) =>
    [...groups.values()].flatMap((group) => group[index] ?? []),
  ).flat();
}

function raise(): never {
  throw new Error('There are no scenarios to pick from.');
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
