import { retryAfterOf } from '@souk/kernel/retry-after';
import type Stripe from 'stripe';
import { ProviderIsUnavailable, ProviderRefused } from '../../application/ports/provider-error.ts';

export interface StripeAccess {
  readonly secretKey: string;
  /** Where the API is; null for Stripe's own. */
  readonly apiBase: string | null;
}

/** Said of what was asked, not of who asks, where, how often or when: asking again will not help. */
const REFUSALS = new Set([400, 402, 403]);
/** Refusals that another key cures, without a change of the request. */
const ABOUT_THE_KEY = /permission|_key/;

/** Three tries of these, with what lies between them, end well before whoever waits for the answer gives up after 30 s. */
const LIMITS = { timeout: 5_000, maxNetworkRetries: 2, telemetry: false };

/** However long Stripe asks to be left alone. */
const LONGEST_WAIT_MS = 300_000;

/** How old a signature may be, in seconds: https://docs.stripe.com/webhooks#replay-attacks */
const TOLERANCE_S = 300;

/** Stripe's SDK, loaded with the first call: it takes 37 MB and 150 ms, which a process that only starts up need not wait for. */
export class StripeClient {
  readonly isLive: boolean;
  readonly #access: StripeAccess;
  #loaded: Promise<{ sdk: typeof Stripe; client: Stripe }> | null = null;
  /** Stripe has asked for no calls until then, in milliseconds since the epoch. The SDK does not look at that. */
  #quietUntil = 0;

  constructor(access: StripeAccess) {
    this.#access = access;
    this.isLive = access.secretKey.includes('_live_');
  }

  /** @throws ProviderIsUnavailable, ProviderRefused */
  async call<T>(ask: (client: Stripe) => Promise<T>): Promise<T> {
    const { sdk, client } = await this.#load();
    const quietFor = this.#quietUntil - Date.now();
    if (quietFor > 0)
      throw new ProviderIsUnavailable(`it asked for no calls for another ${Math.ceil(quietFor / 1000)} s`);
    try {
      return await ask(client);
    } catch (error) {
      if (!(error instanceof sdk.errors.StripeError)) throw error;
      const wait = retryAfterOf(error.headers?.['retry-after'], Date.now()) ?? 0;
      this.#quietUntil = Date.now() + Math.min(wait, LONGEST_WAIT_MS);
      throw meaningOf(error, sdk);
    }
  }

  /** The JSON that a webhook carries, or undefined when its signature is wrong or older than five minutes, or signs no JSON. */
  async verify(payload: Uint8Array, signature: string, secret: string): Promise<unknown> {
    const { sdk } = await this.#load();
    const verifier = sdk.webhooks.signature;
    if (verifier === null)
      throw new TypeError('The SDK cannot verify signatures; install the version of the lockfile.');
    try {
      // White space around commas is what proxies that join headers may put there; the SDK would take it for a part of the scheme's name.
      const header = signature.trim().replaceAll(/\s*,\s*/g, ',');
      verifier.verifyHeader(payload, header, secret, TOLERANCE_S);
      return JSON.parse(new TextDecoder().decode(payload)) as unknown;
    } catch (error) {
      // The SDK's error holds the whole payload, so it goes no further.
      // What is signed and no JSON is not Stripe's either.
      if (error instanceof sdk.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
        return undefined;
      throw error;
    }
  }

  #load(): Promise<{ sdk: typeof Stripe; client: Stripe }> {
    return (this.#loaded ??= import('stripe').then(({ default: sdk }) => {
      const { secretKey, apiBase } = this.#access;
      return { sdk, client: new sdk(secretKey, { ...LIMITS, ...(apiBase === null ? {} : addressOf(apiBase)) }) };
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
  const { type, code = type, param, statusCode = 0, requestId } = error;
  const reason = [code, param, statusCode || undefined, requestId].filter((fact) => fact !== undefined).join(', ');
  // A key that was used with other parameters has made something.
  const isAboutKeys = error instanceof sdk.errors.StripeIdempotencyError || ABOUT_THE_KEY.test(code);
  const isMissing = statusCode === 404 && code === 'resource_missing';
  const isRefusal = isMissing || (REFUSALS.has(statusCode) && !isAboutKeys);
  return isRefusal
    ? new ProviderRefused({ code, reason, isLate: param === 'expires_at' })
    : new ProviderIsUnavailable(reason);
}
