import { createPublicKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { HttpClient } from '../http/client.ts';

/** Who an access token speaks for. */
export interface Caller {
  readonly userId: string;
  readonly role: 'customer' | 'admin';
}

export const TOKEN_ISSUER = 'souk';
export const TOKEN_AUDIENCE = 'souk-api';

export class AccessTokenIsInvalid extends Error {
  override readonly name = 'AccessTokenIsInvalid';
}

/** Finds the public key that a token names; null when it is not one of ours. */
export interface KeySet {
  get(kid: string): Promise<KeyObject | null>;
}

const Claims = z.object({
  sub: z.string().min(1),
  role: z.enum(['customer', 'admin']),
  typ: z.literal('access'),
  exp: z.int(),
});

const MAX_CACHED_TOKENS = 10_000;

/**
 * Verifies access tokens: ES256 only, our issuer and audience, type `access`, an expiry. Results are kept until the token
 * expires, at most 10,000 of them, since one signature check costs more than the rest of a small request.
 */
export class AccessTokenVerifier {
  readonly #keys: KeySet;
  readonly #cache = new Map<string, { caller: Caller; expiresAt: number }>();

  constructor(keys: KeySet) {
    this.#keys = keys;
  }

  /** @throws AccessTokenIsInvalid without saying why: a caller with a wrong token has no use for the reason. */
  async verify(token: string): Promise<Caller> {
    const cached = this.#cache.get(token);
    if (cached !== undefined && cached.expiresAt > Date.now()) return cached.caller;
    this.#cache.delete(token);
    const { sub, role, exp } = await this.#check(token);
    const caller = { userId: sub, role };
    if (this.#cache.size >= MAX_CACHED_TOKENS) this.#cache.clear();
    this.#cache.set(token, { caller, expiresAt: exp * 1000 });
    return caller;
  }

  async #check(token: string): Promise<z.infer<typeof Claims>> {
    const kid = kidOf(token);
    const key = kid === undefined ? null : await this.#keys.get(kid);
    if (key === null) throw new AccessTokenIsInvalid();
    try {
      return Claims.parse(
        jwt.verify(token, key, { algorithms: ['ES256'], issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE }),
      );
    } catch (error) {
      throw new AccessTokenIsInvalid(undefined, { cause: error });
    }
  }
}

function kidOf(token: string): string | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header.kid;
  } catch (error) {
    // jsonwebtoken throws for a payload that says it is JSON and is not.
    throw new AccessTokenIsInvalid(undefined, { cause: error });
  }
}

const JwkSet = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('EC'), crv: z.literal('P-256') })),
});
const REFETCH_AFTER_MS = 10_000;

/** The key set published at a URL (RFC 7517 §5), asked for when a token names an unknown key, at most once in 10 s. */
export class RemoteKeySet implements KeySet {
  readonly #client: HttpClient;
  readonly #path: string;
  #keys = new Map<string, KeyObject>();
  #fetchedAt = 0;
  #fetching: Promise<void> | null = null;

  constructor(url: string) {
    const { origin, pathname, search } = new URL(url);
    this.#client = new HttpClient({ service: 'user-service', url: origin });
    this.#path = pathname + search;
  }

  async get(kid: string): Promise<KeyObject | null> {
    if (!this.#keys.has(kid) && Date.now() - this.#fetchedAt > REFETCH_AFTER_MS) {
      this.#fetching ??= this.#fetch().finally(() => (this.#fetching = null));
      await this.#fetching;
    }
    return this.#keys.get(kid) ?? null;
  }

  async #fetch(): Promise<void> {
    const { status, body } = await this.#client.get(this.#path);
    if (status !== 200) throw new KeySetIsUnavailable(`The key set answered ${status}.`);
    const { keys } = JwkSet.parse(body);
    this.#keys = new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
    this.#fetchedAt = Date.now();
  }
}

class KeySetIsUnavailable extends Error {
  override readonly name = 'KeySetIsUnavailable';
}
