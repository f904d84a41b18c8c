import { describe, expect, it } from 'vitest';
import { explore, type Bug, type Scenario } from './reservation-model.ts';

const TWO_ORDERS: Scenario = { orders: ['1', '2'], crashes: 1, sweeps: 1, purges: 0 };
/** The other one never came. */
const ONE_ORDER: Scenario = { orders: ['1'], crashes: 1, sweeps: 1, purges: 0 };
const ONE_ORDER_AND_MEMORY: Scenario = { orders: ['1'], crashes: 1, sweeps: 2, purges: 0, hasMemory: true };
const ONE_ORDER_AND_A_PURGE: Scenario = { orders: ['1'], crashes: 1, sweeps: 2, purges: 1 };

describe('every interleaving of reserving, cancelling, paying, sweeping, purging and a crash', () => {
  it('when two orders want the same pieces, breaks no rule about stock', () => {
    const { states, violations } = explore(TWO_ORDERS);
    expect([...violations]).toEqual([]);
    expect(states).toBeGreaterThan(100_000);
  });

  it('when ended reservations are forgotten meanwhile, breaks no rule about stock', () => {
    const { states, violations } = explore(ONE_ORDER_AND_A_PURGE);
    expect([...violations]).toEqual([]);
    expect(states).toBeGreaterThan(7_000);
  });

  it('when they are refused from memory, breaks no rule about stock', () => {
    const { states, violations } = explore(ONE_ORDER_AND_MEMORY);
    expect([...violations]).toEqual([]);
    expect(states).toBeGreaterThan(1_000);
  });

  it.each<[Bug, string, Scenario]>([
    ['forgets that reservations have ended', 'ended but holds stock for ever', ONE_ORDER_AND_A_PURGE],
    ['frees before it bars', 'ended but holds stock for ever', ONE_ORDER_AND_A_PURGE],
    ['purges without a fence', 'ended but holds stock for ever', ONE_ORDER_AND_A_PURGE],
    ['restocks without a fence', 'restocked twice', ONE_ORDER_AND_A_PURGE],
    ['restocks what has not left', 'available + held ≠ on hand', ONE_ORDER],
    ['finishes what others have decided', 'cancelled but not restocked', ONE_ORDER],
    ['releases before it decides', 'reserved without a hold on every line', TWO_ORDERS],
    ['goes on without saying so', 'ended but holds stock for ever', ONE_ORDER],
    ['cancels as if nobody were at it', 'ended but holds stock for ever', ONE_ORDER],
    ['finishes although it holds something', 'ended but holds stock for ever', ONE_ORDER_AND_MEMORY],
  ])('when it %s, is found out', (bug, violation, scenario) => {
    expect([...explore(scenario, bug, violation).violations]).toContain(violation);
  });
});
