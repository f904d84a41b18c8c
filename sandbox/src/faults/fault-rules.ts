export const WEBHOOK_FAULTS = ['duplicate', 'reorder', 'delay', 'drop', 'forge'] as const;
const API_FAULTS = ['429', '500', 'timeout', 'reply-lost'] as const;
/** As unkind as Resend's limit for each second is without anybody's doing. */
export const RESEND_FAULTS = [...API_FAULTS, 'rate-limit'] as const;

export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];
export type ApiFault = (typeof RESEND_FAULTS)[number];
export type WebhookPlace = 'stripe-webhooks' | 'resend-webhooks';
export type ApiPlace = 'stripe-api' | 'resend-api' | 'cloudinary-api';
export type Place = WebhookPlace | ApiPlace;

/** What can go wrong where. */
export const FAULTS: Readonly<Record<Place, readonly string[]>> = {
  'stripe-webhooks': WEBHOOK_FAULTS,
  'stripe-api': API_FAULTS,
  'resend-webhooks': WEBHOOK_FAULTS,
  'resend-api': RESEND_FAULTS,
  'cloudinary-api': API_FAULTS,
};

/** One thing that goes wrong: for a share (`rate`, 0 to 1) of what passes, or for the first `count`. */
export interface FaultRule {
  readonly where: Place;
  readonly what: WebhookFault | ApiFault;
  readonly rate?: number;
  readonly count?: number;
  /** How long `delay` waits, and how long `reorder` waits at most for another webhook to overtake. */
  readonly milliseconds?: number;
  /** How many more deliveries `duplicate` and `forge` make. */
  readonly times?: number;
}

/** The same seed and the same sequence of requests make the same strikes. */
export interface FaultPlan {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/** A plan that makes no sense; the message says what to send instead. */
export class FaultPlanError extends Error {}

const MOST_RULES = 100;
const LONGEST_MS = 24 * 3_600_000;
const MOST_TIMES = 100;
const MOST_COUNT = 1_000_000_000;

/** @throws FaultPlanError naming the field, as in `rules[0].what`. */
export function readFaultPlan(body: unknown): FaultPlan {
  const plan = fieldsOf(body, 'the body', ['seed', 'rules']);
  const { rules } = plan;
  if (!Array.isArray(rules) || rules.length > MOST_RULES) {
    throw new FaultPlanError(`rules must be an array of at most ${MOST_RULES} rules; DELETE switches all faults off.`);
  }
  return {
    seed: numberIn(plan, 'seed', 'seed', { max: 0xffff_ffff }) ?? 1,
    rules: rules.map((rule: unknown, index) => readRule(rule, `rules[${index}]`)),
  };
}

function readRule(value: unknown, name: string): FaultRule {
  const rule = fieldsOf(value, name, ['where', 'what', 'rate', 'count', 'milliseconds', 'times']);
  const place = oneOf(rule['where'], `${name}.where`, Object.keys(FAULTS).filter(isPlace));
  const what = oneOf(rule['what'], `${name}.what`, [...WEBHOOK_FAULTS, ...RESEND_FAULTS]);
  if (!FAULTS[place].includes(what)) {
    throw new FaultPlanError(`${name}.what: ${place} knows ${FAULTS[place].join(', ')}, not ${what}.`);
  }
  const [rate, count] = [rule['rate'], numberIn(rule, 'count', `${name}.count`, { min: 1, max: MOST_COUNT })];
  if ((rate === undefined) === (count === undefined)) {
    throw new FaultPlanError(`${name} must have either rate (0 to 1) or count (the first so many), and not both.`);
  }
  if (rate !== undefined && !(typeof rate === 'number' && rate >= 0 && rate <= 1)) {
    throw new FaultPlanError(`${name}.rate must be a number from 0 to 1.`);
  }
  const milliseconds = numberIn(rule, 'milliseconds', `${name}.milliseconds`, { min: 1, max: LONGEST_MS });
  const times = numberIn(rule, 'times', `${name}.times`, { min: 1, max: MOST_TIMES });
  refuseUnless(
    ['delay', 'reorder'].includes(what) || milliseconds === undefined,
    `${name}.milliseconds`,
    'delay, reorder',
  );
  refuseUnless(['duplicate', 'forge'].includes(what) || times === undefined, `${name}.times`, 'duplicate, forge');
  return {
    where: place,
    what,
    ...(rate !== undefined && { rate }),
    ...(count !== undefined && { count }),
    ...(milliseconds !== undefined && { milliseconds }),
    ...(times !== undefined && { times }),
  };
}

function fieldsOf(value: unknown, name: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FaultPlanError(`${name} must be a JSON object with ${known.join(', ')}.`);
  }
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined)
    throw new FaultPlanError(`${name} has an unknown field ${unknown}: use ${known.join(', ')}.`);
  return { ...value };
}

function oneOf<const T extends string>(value: unknown, name: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new FaultPlanError(`${name} must be one of ${allowed.join(', ')}.`);
}

function numberIn(
  fields: Record<string, unknown>,
  field: string,
  name: string,
  { min = 0, max }: { min?: number; max: number },
): number | undefined {
  const value = fields[field];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new FaultPlanError(`${name} must be a whole number from ${min} to ${max}.`);
}

function refuseUnless(allowed: boolean, name: string, kinds: string): void {
  if (!allowed) throw new FaultPlanError(`${name} means something for ${kinds} only: leave it out.`);
}

const isPlace = (name: string): name is Place => Object.hasOwn(FAULTS, name);
