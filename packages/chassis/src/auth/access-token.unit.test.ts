import { accessToken, testKeySet } from '@souk/testing/test-tokens';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessTokenIsInvalid, AccessTokenVerifier } from './access-token.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const caller = { userId: 'customer-1', role: 'customer' } as const;

/** A verifier, and how often it has asked for a key. */
function aVerifier() {
  const get = vi.fn(testKeySet.get);
  return { verifier: new AccessTokenVerifier({ get }), get };
}

describe('AccessTokenVerifier', () => {
  it('when a token comes again, checks its signature once', async () => {
    const { verifier, get } = aVerifier();
    const token = accessToken(caller);
    expect(await verifier.verify(token)).toEqual(caller);
    expect(await verifier.verify(token)).toEqual(caller);
    expect(get).toHaveBeenCalledTimes(1);
    await verifier.verify(accessToken({ ...caller, userId: 'customer-2' }));
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('when a token that it knows has expired, refuses it', async () => {
    const { verifier } = aVerifier();
    const token = accessToken(caller);
    await verifier.verify(token);
    vi.setSystemTime(Date.now() + 899_000);
    expect(await verifier.verify(token)).toEqual(caller);
    vi.setSystemTime(Date.now() + 2_000);
    await expect(verifier.verify(token)).rejects.toThrow(AccessTokenIsInvalid);
  });

  it('when a token was refused, refuses it again', async () => {
    const { verifier } = aVerifier();
    const token = accessToken(caller, { claims: { typ: 'refresh' } });
    await expect(verifier.verify(token)).rejects.toThrow(AccessTokenIsInvalid);
    await expect(verifier.verify(token)).rejects.toThrow(AccessTokenIsInvalid);
  });
});
