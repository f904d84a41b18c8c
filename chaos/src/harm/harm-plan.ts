import type { SeededRandom } from '../load/seeded-random.ts';

/** One rule of the sandbox's faults; sandbox/README.md has the list. */
export interface FaultRule {
  readonly where: string;
  readonly what: string;
  readonly rate: number;
  readonly milliseconds?: number;
}

export type Stroke = { readonly at: number } & (
  | { readonly what: 'kill'; readonly victim: string }
  | { readonly what: 'freeze'; readonly victim: string; readonly milliseconds: number }
  /** From now on these faults and no others. */
  | { readonly what: 'faults'; readonly seed: number; readonly rules: readonly FaultRule[] }
);

/** Every process of the platform; services are what there is most of, so they are hit most. */
const VICTIMS = [
  ['user-service', 2],
  ['catalog-service', 2],
  ['cart-service', 2],
  ['order-service', 2],
  ['payment-service', 2],
  ['notification-service', 2],
  ['gateway', 1],
  ['sandbox', 1],
  ['broker', 1],
  ['database', 1],
] as const;

const KILLS_PER_MINUTE = 15;
const FREEZES_PER_MINUTE = 3;
const LONGEST_FREEZE_MS = 20_000;
const FAULT_CHANGES_PER_MINUTE = 5;
const MINUTE_MS = 60_000;

const WEBHOOKS = ['stripe-webhooks', 'resend-webhooks'];
const WEBHOOK_FAULTS = ['duplicate', 'reorder', 'delay', 'drop', 'forge'];
const APIS = ['stripe-api', 'resend-api', 'cloudinary-api'];
const API_FAULTS = ['429', '500', 'timeout', 'reply-lost'];
const MOST_RULES = 6;
/** Of the changes so many switch everything off. */
const SHARE_OFF = 0.15;
const LONGEST_DELAY_MS = 5_000;

/** What goes wrong when, in milliseconds from the start; the same for the same seed. */
export function drawHarm(random: SeededRandom, minutes: number): readonly Stroke[] {
  const strokes = <Drawn>(perMinute: number, draw: () => Drawn) =>
    Array.from({ length: Math.ceil(perMinute * minutes) }, () => {
      return { at: random.between(0, minutes * MINUTE_MS), ...draw() };
    });
  return [
    ...strokes(KILLS_PER_MINUTE, () => ({ what: 'kill' as const, victim: random.weighted(VICTIMS) })),
    ...strokes(FREEZES_PER_MINUTE, () => ({
      what: 'freeze' as const,
      victim: random.weighted(VICTIMS),
      milliseconds: random.between(1_000, LONGEST_FREEZE_MS),
    })),
    ...strokes(FAULT_CHANGES_PER_MINUTE, () => ({
      what: 'faults' as const,
      seed: random.between(1, 1_000_000),
      rules: Array.from({ length: random.isChosen(SHARE_OFF) ? 0 : random.between(1, MOST_RULES) }, () =>
        drawRule(random),
      ),
    })),
  ].sort((a, b) => a.at - b.at);
}

function drawRule(random: SeededRandom): FaultRule {
  const rate = random.between(5, 40) / 100;
  if (random.isChosen(0.5)) return { where: random.pick(APIS), what: random.pick(API_FAULTS), rate };
  const [where, what] = [random.pick(WEBHOOKS), random.pick(WEBHOOK_FAULTS)];
  const waits = what === 'delay' || what === 'reorder';
  return { where, what, rate, ...(waits && { milliseconds: random.between(100, LONGEST_DELAY_MS) }) };
}
