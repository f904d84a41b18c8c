import type { ApiReply } from '@souk/testing/api-client';
import { expect, it } from 'vitest';
import { faultsOf, type Refusal } from './refusal.ts';

const REFUSAL: Refusal = { status: [400], code: 'request.invalid', names: '/price' };
const PROBLEM = { code: 'request.invalid', errors: [{ pointer: '/price/amount', detail: 'is no integer' }] };

interface Wrong {
  readonly status?: number;
  readonly problem?: object;
}

function aReply({ status = 400, problem = {} }: Wrong): ApiReply {
  const body = { ...PROBLEM, ...problem };
  return { status, headers: new Headers(), body, text: JSON.stringify(body) };
}

it('a problem of the right status and code that names the field has no faults', () => {
  expect(faultsOf(aReply({}), REFUSAL)).toEqual([]);
});

it.each<[string, Wrong]>([
  ['is answered 200 instead of 400', { status: 200 }],
  ['is answered 500 instead of 400', { status: 500 }],
  ['has the code request.invalid', { problem: { code: 'request.other' } }],
  ['names /price', { problem: { errors: undefined } }],
  ['names /price', { problem: { errors: [] } }],
  ['names /price', { problem: { errors: [{ pointer: '/price' }, { pointer: '/priceless' }] } }],
])('a reply of which one cannot say that it %s, has that fault', (fault, wrong) => {
  expect(faultsOf(aReply(wrong), REFUSAL).join()).toContain(fault);
});
