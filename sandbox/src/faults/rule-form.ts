import type { FaultPlan } from './fault-rules.ts';

/** The plan with the rule of the page's form behind its others, still to be checked by `readFaultPlan`. Empty fields are left out. */
export function readRuleForm(fields: URLSearchParams, plan: FaultPlan): unknown {
  const [where, what] = (fields.get('fault') ?? '').split(' ');
  const amounts = ['rate', 'count', 'milliseconds', 'times'].flatMap((name): [string, number][] => {
    const typed = fields.get(name)?.trim() ?? '';
    return typed === '' ? [] : [[name, Number(typed)]];
  });
  const seed = fields.get('seed')?.trim() ?? '';
  return {
    seed: seed === '' ? plan.seed : Number(seed),
    rules: [...plan.rules, { where, what, ...Object.fromEntries(amounts) }],
  };
}
