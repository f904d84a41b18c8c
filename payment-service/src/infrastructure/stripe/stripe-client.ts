import type Stripe from 'stripe';
import { ProviderIsUnavailable, ProviderRefused } from '../../application/ports/provider-error.ts';

export interface StripeAccess {
  readonly secretKey: string;
  /** Where the API is; null for Stripe's own. */
  readonly apiBase: string | null;
}

/** Said of what was asked, not of who asks, where, how often or when: asking again will not help. */
const REFUSALS = new Set([400, 402]);

/** Stripe's SDK, loaded with the first call: it takes 37 MB and 150 ms, which a process that only starts up need not wait for. */
export class StripeClient {
  readonly isLive: boolean;
  readonly #access: StripeAccess;
  #loaded: Promise<{ sdk: typeof Stripe; client: Stripe }> | null = null;

  constructor(access: StripeAccess) {
    this.#access = access;
    this.isLive = access.secretKey.includes('_live_');
  }

  /** @throws ProviderIsUnavailable, ProviderRefused */
  async call<T>(ask: (client: Stripe) => Promise<T>): Promise<T> {
    const { sdk, client } = await this.#load();
    try {
      return await ask(client);
    } catch (error) {
      if (error instanceof sdk.errors.StripeError) throw meaningOf(error, sdk);
      throw error;
    }
  }

  /** The event that a webhook carries, or null when its signature is wrong or older than five minutes. */
  async verify(payload: Uint8Array, signature: string, secret: string): Promise<Stripe.Event | null> {
    const { sdk } = await this.#load();
    try {
      return sdk.webhooks.constructEvent(payload, signature, secret);
    } catch (error) {
      // The SDK's error holds the whole payload, so it goes no further.
      // What is signed and no JSON is not Stripe's either.
      if (error instanceof sdk.errors.StripeSignatureVerificationError || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  #load(): Promise<{ sdk: typeof Stripe; client: Stripe }> {
    return (this.#loaded ??= import('stripe').then(({ default: sdk }) => {
      const { secretKey, apiBase } = this.#access;
      const limits = { timeout: 10_000, maxNetworkRetries: 2, telemetry: false };
      return { sdk, client: new sdk(secretKey, { ...limits, ...(apiBase === null ? {} : addressOf(apiBase)) }) };
    }));
  }
}

/** The SDK takes an omitted port for 443, whatever the protocol. */
function addressOf(apiBase: string): Stripe.StripeConfig {
  const { hostname: host, port, protocol } = new URL(apiBase);
  if (protocol === 'http:') return { host, protocol: 'http', port: port === '' ? 80 : port };
  return { host, protocol: 'https', port: port === '' ? 443 : port };
}

/** Codes and ids only: Stripe's texts quote what was sent, the key included, and its errors carry whole payments. */
function meaningOf(error: Stripe.errors.StripeError, sdk: typeof Stripe): Error {
  const { type, code, param, statusCode, requestId } = error;
  const facts = [code ?? type, param, statusCode, requestId].filter((fact) => fact !== undefined).join(', ');
  const isAboutKeys = error instanceof sdk.errors.StripeIdempotencyError;
  const isRefusal = statusCode !== undefined && REFUSALS.has(statusCode) && !isAboutKeys;
  return isRefusal ? new ProviderRefused(facts) : new ProviderIsUnavailable(facts);
}
