import type { ApiReply } from '@souk/testing/api-client';
import { expect, it } from 'vitest';
import { faultsOf, type Refusal } from './refusal.ts';

const REFUSAL: Refusal = { status: [400], code: 'request.invalid', names: '/price' };
const PROBLEM = {
  type: 'about:blank',
  status: 400,
  code: 'request.invalid',
  title: 'Bad Request',
  errors: [{ pointer: '/price/amount', detail: 'is no integer' }],
  requestId: 'r-1',
};

interface Wrong {
  readonly status?: number;
  readonly type?: string;
  readonly problem?: object;
}

function aReply({ status = 400, type = 'application/problem+json; charset=utf-8', problem = {} }: Wrong): ApiReply {
  const body = { ...PROBLEM, ...problem };
  const headers = new Headers({ 'content-type': type, 'x-request-id': 'r-1' });
  return { status, headers, body, text: JSON.stringify(body) };
}

it('a problem of the right status and code that names the field has no faults', () => {
  expect(faultsOf(aReply({}), REFUSAL)).toEqual([]);
});

it.each<[string, Wrong]>([
  ['is answered 200 instead of 400', { status: 200 }],
  ['is answered 500 instead of 400', { status: 500 }],
  ['is refused as text/html', { type: 'text/html' }],
  ['about:blank', { problem: { type: undefined } }],
  ['repeats its status', { problem: { status: 'cancelled' } }],
  ['has a title', { problem: { title: '' } }],
  ['has a code', { problem: { code: 'Oh no!' } }],
  ['has the code request.invalid', { problem: { code: 'request.other' } }],
  ['has the request id', { problem: { requestId: 'r-2' } }],
  ['hides what is inside', { problem: { detail: 'Error\n    at parse (/app/src/route.ts:7:1)' } }],
  ['hides what is inside', { problem: { detail: 'MongoServerError' } }],
  ['names /price', { problem: { errors: undefined } }],
  ['names /price', { problem: { errors: [] } }],
  ['names /price', { problem: { errors: [{ pointer: '/price' }, { pointer: '/priceless' }] } }],
])('a reply of which one cannot say that it %s, has that fault', (fault, wrong) => {
  expect(faultsOf(aReply(wrong), REFUSAL).join()).toContain(fault);
});
