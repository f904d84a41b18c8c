import type { Collection, Store } from '../store.ts';
import type { ApiFault, ApiPlace, FaultPlan, FaultRule, Place, WebhookFault, WebhookPlace } from './fault-rules.ts';
import { RESEND_FAULTS, WEBHOOK_FAULTS } from './fault-rules.ts';
import { seededFraction } from './seeded-fraction.ts';

/** A rule and what it has done: how many requests or events it has `seen`, and how many of them it has struck. */
export interface RuleState extends FaultRule {
  readonly seen: number;
  readonly strikes: number;
}

export type WebhookStrike = Pick<FaultRule, 'milliseconds' | 'times'> & { readonly what: WebhookFault };

const NO_PLAN: FaultPlan = { seed: 1, rules: [] };

/** The faults that are switched on. They are kept, with how far they have come, so that a restart changes nothing. */
export class Faults {
  readonly #plans: Collection<FaultPlan>;
  readonly #states: Collection<RuleState>;

  constructor(store: Store) {
    this.#plans = store.collection('faults.plan');
    this.#states = store.collection('faults.rules');
  }

  /** Replaces all rules; their counts start at zero. */
  replace(plan: FaultPlan): void {
    this.clear();
    this.#plans.put('plan', plan);
    for (const [index, rule] of plan.rules.entries()) this.#states.put(String(index), { ...rule, seen: 0, strikes: 0 });
  }

  clear(): void {
    for (const index of this.#plan().rules.keys()) this.#states.delete(String(index));
    this.#plans.delete('plan');
  }

  shown(): { readonly seed: number; readonly rules: readonly RuleState[] } {
    return { seed: this.#plan().seed, rules: this.#states.values() };
  }

  plan(): FaultPlan {
    return this.#plan();
  }

  /** What happens to the next call: the first rule that strikes hides it from the rules behind. */
  nextCall(where: ApiPlace): ApiFault | null {
    for (const what of this.#strikes(where)) {
      const fault = RESEND_FAULTS.find((known) => known === what.what);
      if (fault !== undefined) return fault;
    }
    return null;
  }

  /** What happens to the next event: several rules may strike it, and none that stands behind a `drop`. */
  nextEvent(where: WebhookPlace): WebhookStrike[] {
    const strikes: WebhookStrike[] = [];
    for (const { what, ...details } of this.#strikes(where)) {
      const fault = WEBHOOK_FAULTS.find((known) => known === what);
      if (fault !== undefined) strikes.push({ ...details, what: fault });
      if (fault === 'drop') break;
    }
    return strikes;
  }

  /** Lazy: a rule whose turn does not come has not seen the request. */
  *#strikes(where: Place): Generator<FaultRule> {
    const { seed, rules } = this.#plan();
    for (const [index, rule] of rules.entries()) {
      if (rule.where !== where) continue;
      const { seen, strikes } = this.#states.get(String(index)) ?? { seen: 0, strikes: 0 };
      const struck =
        rule.count !== undefined ? seen < rule.count : seededFraction(seed, index, seen) < (rule.rate ?? 0);
      this.#states.put(String(index), { ...rule, seen: seen + 1, strikes: strikes + (struck ? 1 : 0) });
      if (struck) yield rule;
    }
  }

  #plan(): FaultPlan {
    return this.#plans.get('plan') ?? NO_PLAN;
  }
}
