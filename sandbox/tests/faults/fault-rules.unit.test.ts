import { describe, expect, it } from 'vitest';
import { FaultPlanError, readFaultPlan } from '../../src/faults/fault-rules.ts';

const rule = { where: 'stripe-api', what: '500', rate: 0.5 };

describe('readFaultPlan', () => {
  it('reads what is right, with seed 1 by default', () => {
    const reorder = { where: 'resend-webhooks', what: 'reorder', count: 3, milliseconds: 50 };
    const forge = { where: 'stripe-webhooks', what: 'forge', rate: 1, times: 2 };
    expect(readFaultPlan({ seed: 7, rules: [rule, reorder, forge] })).toEqual({
      seed: 7,
      rules: [rule, reorder, forge],
    });
    expect(readFaultPlan({ rules: [] })).toEqual({ seed: 1, rules: [] });
  });

  it.each<[what: string, plan: unknown, message: string]>([
    ['no object', [], 'the body must be a JSON object'],
    ['no rules', { seed: 7 }, 'rules must be an array'],
    ['a seed with a fraction', { seed: 1.5, rules: [] }, 'seed must be a whole number from 0 to 4294967295'],
    ['a field of its own', { seeds: 1, rules: [] }, 'the body has an unknown field seeds: use seed, rules'],
    ['a rule that is none', { rules: ['500'] }, 'rules[0] must be a JSON object'],
    ['an unknown place', { rules: [{ ...rule, where: 'stripe' }] }, 'rules[0].where must be one of stripe-webhooks'],
    ['an inherited place', { rules: [{ ...rule, where: 'toString' }] }, 'rules[0].where must be one of'],
    ['an unknown fault', { rules: [rule, { ...rule, what: '418' }] }, 'rules[1].what must be one of duplicate'],
    ['a fault of elsewhere', { rules: [{ ...rule, what: 'drop' }] }, 'stripe-api knows 429, 500, timeout, reply-lost'],
    ['neither rate nor count', { rules: [{ where: 'stripe-api', what: '500' }] }, 'either rate'],
    ['rate and count', { rules: [{ ...rule, count: 1 }] }, 'and not both'],
    ['a rate above 1', { rules: [{ ...rule, rate: 1.01 }] }, 'rules[0].rate must be a number from 0 to 1'],
    ['a rate that is a text', { rules: [{ ...rule, rate: '1' }] }, 'rules[0].rate must be a number from 0 to 1'],
    ['a count of 0', { rules: [{ where: 'stripe-api', what: '500', count: 0 }] }, 'rules[0].count must be a whole'],
    ['useless milliseconds', { rules: [{ ...rule, milliseconds: 5 }] }, 'means something for delay, reorder only'],
    ['useless times', { rules: [{ ...rule, times: 5 }] }, 'means something for duplicate, forge only'],
  ])('refuses %s and says what to send', (_what, plan, message) => {
    expect(() => readFaultPlan(plan)).toThrow(FaultPlanError);
    expect(() => readFaultPlan(plan)).toThrow(message);
  });
});
