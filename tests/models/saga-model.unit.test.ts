import { describe, expect, it } from 'vitest';
import type { Bug } from './saga-handlers.ts';
import { explore } from './saga-model.ts';
import type { Budget } from './saga-world.ts';

const NOTHING: Budget = {
  pay: 0,
  payLater: 0,
  cancel: 0,
  cancelByShop: 0,
  payAgain: 0,
  passDeadline: 0,
  crash: 0,
  duplicate: 0,
  swap: 0,
  refundFails: 0,
  dispute: 0,
  grant: 0,
  slowLook: 0,
};

const PAID_OR_NOT = ['cancelled, refunded', 'cancelled, unpaid', 'confirmed, paid'];

const SCENARIOS: readonly [string, Partial<Budget>, number, readonly string[]][] = [
  [
    'somebody pays or cancels, a process is killed, a message comes twice and one overtakes another',
    { pay: 1, cancel: 1, crash: 1, duplicate: 1, swap: 1 },
    10_000,
    PAID_OR_NOT,
  ],
  [
    'somebody pays, and pays again, or cancels, a look at a session is slow, a process is killed',
    { pay: 2, payAgain: 1, cancel: 1, crash: 1, slowLook: 1 },
    6_000,
    PAID_OR_NOT,
  ],
  [
    'somebody pays at once or by debit, the shop cancels, a deadline passes, a process is killed',
    { pay: 1, payLater: 1, cancelByShop: 1, passDeadline: 1, crash: 1 },
    7_000,
    PAID_OR_NOT,
  ],
  [
    'somebody pays or cancels, an admin gives a part back, a refund fails, a process is killed',
    { pay: 1, cancel: 1, grant: 1, refundFails: 1, crash: 1 },
    1_500,
    [
      // Where a refund has failed, somebody has to grant another one.
      'cancelled, refund-owed',
      'cancelled, refunded',
      'cancelled, unpaid',
      'confirmed, paid',
      'confirmed, partially-refunded',
    ],
  ],
  [
    'somebody pays or cancels, an admin gives a part back, the payment is disputed',
    { pay: 1, cancel: 1, dispute: 1, grant: 1 },
    3_000,
    [...PAID_OR_NOT, 'confirmed, partially-refunded', 'confirmed, refunded'],
  ],
];

describe('every path of one order through all services', () => {
  it.each(SCENARIOS)('when %s, breaks no rule', (_when, budget, atLeast, expected) => {
    const { states, ends, violations } = explore({ ...NOTHING, ...budget });
    expect([...violations]).toEqual([]);
    expect([...ends].sort()).toEqual([...expected].sort());
    expect(states).toBeGreaterThan(atLeast);
  });

  it.each<[Bug, string, Partial<Budget>]>([
    [
      'releases the stock when cancellation is only requested',
      'the stock is released while a session can be paid',
      { pay: 1, cancel: 1 },
    ],
    ['opens the next session before the last one is closed', 'two sessions can be paid', { pay: 1, payAgain: 1 }],
    ['confirms what is being cancelled', 'confirmed without its goods', { pay: 1, cancel: 1 }],
    ['forgets the key of a refund', 'more went back than was taken', { pay: 1, cancel: 1, crash: 1 }],
    ['applies what it has seen', 'a message could not be handled', { pay: 1, duplicate: 1, swap: 1 }],
  ])('when one of them %s, is found out', (bug, violation, budget) => {
    expect([...explore({ ...NOTHING, ...budget }, bug).violations]).toContain(violation);
  });
});
