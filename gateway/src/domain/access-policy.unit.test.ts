import { describe, expect, it } from 'vitest';
import { ACCESS_POLICY, SERVICES } from './access-policy.ts';

describe('the access policy', () => {
  it('names no address twice, whatever its parameters are called', () => {
    const addresses = ACCESS_POLICY.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
    const spellings = new Set(ACCESS_POLICY.map(({ path }) => path));
    expect(new Set([...spellings].map((path) => path.replaceAll(/:\w+/g, ':'))).size).toBe(spellings.size);
  });

  it('opens addresses under /v1 only, written plainly', () => {
    for (const { path } of ACCESS_POLICY) expect(path).toMatch(/^\/v1(?:\/(?:[a-z][a-z.-]*|:[a-z]\w*))+$/i);
  });

  it('lets nobody but admins at what is under /v1/admin, and only there', () => {
    for (const { path, access } of ACCESS_POLICY) expect(access === 'admin').toBe(path.startsWith('/v1/admin/'));
  });

  it('lets only customers at what is theirs, and only providers at webhooks', () => {
    for (const { path, access } of ACCESS_POLICY) {
      if (/^\/v1\/me(?:\/|$)/.test(path)) expect(access).toBe('customer');
      expect(access === 'signed').toBe(path.startsWith('/v1/webhooks/'));
    }
  });

  it('gives every service something to do', () => {
    expect(new Set(ACCESS_POLICY.map(({ service }) => service))).toEqual(new Set(SERVICES));
  });
});
