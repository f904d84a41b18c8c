import { expect, it } from 'vitest';
import { drawHarm } from '../src/harm/harm-plan.ts';
import { SeededRandom } from '../src/load/seeded-random.ts';
import { drawVisit } from '../src/load/visit-plan.ts';

const harmOf = (seed: string, minutes: number) => drawHarm(new SeededRandom(seed, 'harm'), minutes);
const visitsOf = (seed: string, count: number) => {
  const random = new SeededRandom(seed, 'client', 1);
  return Array.from({ length: count }, () => drawVisit(random, ['A', 'B', 'C']));
};

it('the same seed draws the same harm and the same visits, another seed draws others', () => {
  expect(harmOf('7', 3)).toEqual(harmOf('7', 3));
  expect(harmOf('7', 3)).not.toEqual(harmOf('8', 3));
  expect(visitsOf('7', 50)).toEqual(visitsOf('7', 50));
  expect(visitsOf('7', 50)).not.toEqual(visitsOf('8', 50));
});

it('a plan of ten minutes kills at least twelve a minute, comes to every process, and stops some for 20 s at most', () => {
  const strokes = harmOf('7', 10);
  const kills = strokes.filter(({ what }) => what === 'kill');
  expect(kills.length).toBeGreaterThanOrEqual(120);
  expect(new Set(kills.map((stroke) => 'victim' in stroke && stroke.victim)).size).toBe(10);
  const stops = strokes.flatMap((stroke) => (stroke.what === 'freeze' ? [stroke.milliseconds] : []));
  expect(stops.length).toBeGreaterThan(0);
  expect(Math.max(...stops)).toBeLessThanOrEqual(20_000);
});

it('a plan is in order, and ends with the load', () => {
  const times = harmOf('7', 2).map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.max(...times)).toBeLessThanOrEqual(120_000);
});

it('among many visits there is every way to shop, by guests and by customers', () => {
  const visits = visitsOf('7', 500);
  expect(new Set(visits.map(({ way }) => way)).size).toBe(11);
  expect(new Set(visits.map(({ isGuest }) => isGuest))).toEqual(new Set([true, false]));
  expect(visits.every(({ wishes }) => wishes.length >= 1 && wishes.length <= 3)).toBe(true);
});

it('draws are spread evenly between their bounds', () => {
  const random = new SeededRandom('even');
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 4_000; draw++) counts[random.between(0, 3)]! += 1;
  expect(Math.min(...counts)).toBeGreaterThan(900);
});
