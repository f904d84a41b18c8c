import { describe, expect, it } from 'vitest';
import { ACCESS_POLICY } from '../../domain/access-policy.ts';
import { AdmitRequest, type Admission, type ArrivedRequest } from './admit-request.ts';

const ruleOf = (method: string, path: string) =>
  ACCESS_POLICY.find((rule) => rule.method === method && rule.path === path)!;
const view = ruleOf('GET', '/v1/orders/:orderId');
const checkOut = ruleOf('POST', '/v1/checkout');
const webhook = ruleOf('POST', '/v1/webhooks/stripe');

const request = (also: Partial<ArrivedRequest> = {}): ArrivedRequest => ({
  rule: view,
  address: '203.0.113.1',
  isLarge: false,
  query: 0,
  preferred: null,
  ...also,
});

const admitRequest = () => new AdmitRequest({ readMs: 5_000, writeMs: 10_000 });
const admitted = (outcome: Admission | string): Admission => {
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
};

describe('the time of a request', () => {
  it.each([
    ['a read', {}, 5_000],
    ['a read that waits', { query: 20 }, 25_000],
    ['a read that wants to wait for an hour', { query: 3_600 }, 35_000],
    ['a read with a preference, which reads have none of', { preferred: 20 }, 5_000],
    ['a purchase', { rule: checkOut }, 20_000],
    ['a purchase that does not wait', { rule: checkOut, preferred: 0 }, 10_000],
    ['a purchase that waits', { rule: checkOut, preferred: 30, query: 5 }, 40_000],
    ['another change', { rule: ruleOf('POST', '/v1/carts'), preferred: 30, query: 30 }, 10_000],
    ['an upload', { rule: ruleOf('POST', '/v1/admin/products/:productId/images'), isLarge: true }, 60_000],
    ['a webhook', { rule: webhook }, 10_000],
  ])('of %s: %j is %i ms', (_what, also, deadlineMs) => {
    expect(admitted(admitRequest().execute(request(also))).deadlineMs).toBe(deadlineMs);
  });
});

describe('a place', () => {
  const fill = (admit: AdmitRequest, also: Partial<ArrivedRequest>) => {
    const admissions: Admission[] = [];
    for (;;) {
      const outcome = admit.execute(request(also));
      if (typeof outcome === 'string') return admissions;
      if (!outcome.mayWait) return admissions;
      admissions.push(outcome);
    }
  };

  it('when a client has taken all it gets of one kind, is there for its other kinds, its other services and for others', () => {
    const admit = admitRequest();
    expect(fill(admit, { query: 30 })).toHaveLength(334);
    expect(admit.execute(request({ query: 30 }))).toBe('client-has-too-many');
    admitted(admit.execute(request()));
    admitted(admit.execute(request({ query: 30, address: '203.0.113.2' })));
    admitted(admit.execute(request({ rule: ruleOf('GET', '/v1/products'), query: 30 })));
  });

  it('when there is none to wait for a purchase, is one that does not wait', () => {
    const admit = admitRequest();
    fill(admit, { rule: checkOut });
    expect(admit.execute(request({ rule: checkOut }))).toMatchObject({ mayWait: false, deadlineMs: 10_000 });
  });

  it('when another address of the same subscriber asks, counts as the same client', () => {
    const admit = admitRequest();
    fill(admit, { rule: webhook, address: '2001:db8::1' });
    expect(admit.execute(request({ rule: webhook, address: '2001:db8::2' }))).toBe('client-has-too-many');
  });

  it('when it is given back, is free', () => {
    const admit = admitRequest();
    const taken = fill(admit, { rule: webhook });
    taken[0]?.leave();
    admitted(admit.execute(request({ rule: webhook })));
    expect(admit.execute(request({ rule: webhook }))).toBe('client-has-too-many');
  });
});
