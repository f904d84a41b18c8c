import { expect, it } from 'vitest';
import { rateClassOf } from './rate-class.ts';

it.each([
  ['POST', '/v1/auth/login', 'credentials'],
  ['POST', '/v1/auth/refresh', 'credentials'],
  ['GET', '/v1/auth/jwks.json', 'general'],
  ['POST', '/v1/checkout', 'general'],
  ['POST', '/v1/webhooks/stripe', 'unlimited'],
  ['GET', '/health/ready', 'unlimited'],
  ['GET', '/healthy', 'general'],
])('%s %s counts as %s', (method, path, rateClass) => expect(rateClassOf(method, path)).toBe(rateClass));
