import { createHash } from 'node:crypto';
import { FailpointAction } from '@souk/chassis/failpoint-messages';

/** One failure at one point of one process during one scenario. */
export interface FailureCase {
  readonly service: string;
  readonly point: string;
  readonly action: FailpointAction;
  readonly scenario: string;
  /** The one of those that pass the point which passes it most often. */
  readonly surest: string;
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

/** A part of a share; all of its parts together are the share. */
export const partOf = ({ share, of }: Share, part: Share): Share => ({
  share: share + of * (part.share - 1),
  of: of * part.of,
});

/** More than the quick tries that a reaction has (see packages/chassis/src/events/parking.ts). */
const OFTEN = 4;

/**
 * Every point that was passed with every action. By the seed are chosen the scenario, of those that pass the point, the pass
 * that fails, and whether it fails once or often; and the order, in which neighbours are of different processes. What is chosen
 * for one case does not depend on the others, so that shares which are run apart add up to the whole.
 */
export function casesOf(passed: readonly Passed[], seed: number, { share, of }: Share): readonly FailureCase[] {
  const scenariosOf = Map.groupBy(passed, ({ service, point }) => `${service} ${point}`);
  const cases = [...scenariosOf]
    .flatMap(([name, scenarios]) => FailpointAction.options.map((action) => ({ name, action, scenarios })))
    .map(({ name, action, scenarios }) => {
      const random = randomFrom(`${seed} ${name} ${action}`);
      const pick = (count: number) => Math.floor(random() * count);
      const rank = random();
      const times = ['throw', 'lose'].includes(action) && pick(2) === 1 ? OFTEN : 1;
      const { service, point, scenario, passes } = scenarios[pick(scenarios.length)] ?? raise();
      const surest = scenarios.reduce((most, each) => (each.passes > most.passes ? each : most)).scenario;
      return { rank, service, point, action, scenario, surest, skip: pick(passes), times };
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ rank, ...ofPoint }) => ofPoint)
    .filter((_case, index) => index % of === share - 1);
  return interleaved(Object.entries(Object.groupBy(cases, ({ service }) => service)));
}

/** Takes one of each in turn, in the order of their names. */
function interleaved<Item>(groups: readonly [string, readonly Item[] | undefined][]): Item[] {
  const inOrder = groups.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, items = []]) => items);
  const longest = Math.max(0, ...inOrder.map(({ length }) => length));
  return Array.from({ length: longest }, (_none, index) => inOrder.flatMap((group) => group[index] ?? [])).flat();
}

function raise(): never {
  throw new Error('There are no scenarios to pick from.');
}

/** Numbers from 0 to 1, the same for the same text. */
function randomFrom(text: string): () => number {
  const bytes = createHash('sha256').update(text).digest();
  let offset = 0;
  return () => bytes.readUInt32LE(4 * offset++) / 2 ** 32;
}
