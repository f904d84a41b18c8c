import { expect, it } from 'vitest';
import { networkOf } from './client-network.ts';
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

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('the client at %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
