import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Makes the tokens in links (verify an e-mail address, look at a guest's order, use a guest's cart) and of known devices. A token is derived
 * from what it gives access to, so it is never stored and never travels in an event: reading a database yields none.
 */
export class LinkSigner {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** 43 URL-safe characters (256 bits) that prove access to `id` for this purpose and no other. */
  tokenFor(purpose: LinkPurpose, id: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([purpose, id]))
      .digest('base64url');
  }

  isValid(purpose: LinkPurpose, id: string, token: string): boolean {
    const expected = Buffer.from(this.tokenFor(purpose, id));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** `client-network` opens nothing: it names a network in databases without telling which one it is. */
export type LinkPurpose = 'verify-email' | 'guest-order' | 'guest-cart' | 'known-device' | 'client-network';
