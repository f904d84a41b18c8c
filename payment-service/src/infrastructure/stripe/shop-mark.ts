import { z } from 'zod';

const Marked = z.object({ metadata: z.record(z.string(), z.unknown()).catch({}) }).catch({ metadata: {} });

const metadataOf = (object: unknown) => Marked.parse(object).metadata;

/** The order that something at Stripe says it is of. Other applications on the account may use the same word for orders of theirs. */
export function orderIdIn(object: unknown): string | null {
  const orderId = metadataOf(object)['orderId'];
  return typeof orderId === 'string' ? orderId : null;
}

/** What the shop leaves on its sessions and payments, so that it knows its own on an account that others use, too. */
export class ShopMark {
  /** To be among the metadata. */
  readonly metadata: { readonly shop: string };

  constructor(publicUrl: string) {
    this.metadata = { shop: new URL(publicUrl).host };
  }

  isOn(object: unknown): boolean {
    return metadataOf(object)['shop'] === this.metadata.shop;
  }
}
