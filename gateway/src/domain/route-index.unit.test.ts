import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCESS_POLICY, type AccessRule } from './access-policy.ts';
import { RouteIndex } from './route-index.ts';

const rule = (path: string, method: AccessRule['method'] = 'GET'): AccessRule => ({
  method,
  path,
  access: 'public',
  service: 'order-service',
});

const found = (index: RouteIndex, path: string) => index.find(path)?.rules.get('GET')?.path ?? null;

describe('a route index', () => {
  it('prefers a literal segment to a named one, and goes back when the literal leads nowhere', () => {
    const index = new RouteIndex([rule('/v1/me/:part'), rule('/v1/me/cart'), rule('/v1/:who/cart/items')]);
    expect(found(index, '/v1/me/cart')).toBe('/v1/me/cart');
    expect(found(index, '/v1/me/name')).toBe('/v1/me/:part');
    expect(found(index, '/v1/me/cart/items')).toBe('/v1/:who/cart/items');
  });

  it('takes a literal dot or colon for what it is', () => {
    const index = new RouteIndex([rule('/v1/auth/jwks.json')]);
    expect(found(index, '/v1/auth/jwksxjson')).toBeNull();
    expect(found(index, '/v1/auth/jwks.json')).toBe('/v1/auth/jwks.json');
  });

  it.each(['/v1/orders/', '/v1/orders/a/', '/v1/orders/a/b', '/v1//a', '/v1', '/', '', 'v1/orders/a', '/V1/orders/a'])(
    'has nothing at %j',
    (path) => {
      expect(new RouteIndex([rule('/v1/orders/:orderId')]).find(path)).toBeNull();
    },
  );

  it.each(['__proto__', 'constructor', 'toString', ':orderId', '%2e', '*', '(.*)'])(
    'takes %j as a name and nothing more',
    (segment) => {
      const index = new RouteIndex([rule('/v1/orders/:orderId'), rule('/v1/carts')]);
      expect(found(index, `/v1/orders/${segment}`)).toBe('/v1/orders/:orderId');
      expect(index.find(`/v1/${segment}`)).toBeNull();
    },
  );

  it('knows all methods of an address, and HEAD where there is GET', () => {
    const index = new RouteIndex([rule('/v1/carts/:id'), rule('/v1/carts/:id', 'DELETE'), rule('/v1/carts', 'POST')]);
    expect(index.find('/v1/carts/a')?.methods).toEqual(['GET', 'DELETE', 'HEAD']);
    expect(index.find('/v1/carts')?.methods).toEqual(['POST']);
  });

  it('finds every rule of the policy by any address of its shape', () => {
    const index = new RouteIndex(ACCESS_POLICY);
    const segment = fc.stringMatching(/^[\w~-]{1,20}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...ACCESS_POLICY),
        fc.array(segment, { minLength: 4, maxLength: 4 }),
        (rule, names) => {
          let n = 0;
          const address = rule.path.replaceAll(/:\w+/g, () => names[n++]!);
          // A name may happen to be a literal of another rule; then that one answers, and it is as closed.
          expect(index.find(address)?.rules.get(rule.method)?.access).toBe(rule.access);
        },
      ),
    );
  });
});
