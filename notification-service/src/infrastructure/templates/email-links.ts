import type { LinkSigner } from '@souk/chassis/link-signer';

/** Addresses that mails link to. Tokens are derived here, when the mail is written, and stored nowhere. */
export class EmailLinks {
  readonly #publicUrl: string;
  readonly #signer: LinkSigner;

  constructor({ publicUrl, signer }: { publicUrl: string; signer: LinkSigner }) {
    this.#publicUrl = publicUrl.replace(/\/$/, '');
    this.#signer = signer;
  }

  verification(verificationId: string): string {
    const token = this.#signer.tokenFor('verify-email', verificationId);
    return `${this.#publicUrl}/verify-email?${new URLSearchParams({ verificationId, token }).toString()}`;
  }

  /** A guest's link opens the order by itself; a customer logs in. */
  order(orderId: string, isGuest: boolean): string {
    const address = `${this.#publicUrl}/v1/orders/${encodeURIComponent(orderId)}`;
    return isGuest ? `${address}?token=${this.#signer.tokenFor('guest-order', orderId)}` : address;
  }
}
