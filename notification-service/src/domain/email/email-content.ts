import type { MoneyShape } from '@souk/kernel/money';

export interface OrderedLine {
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: MoneyShape;
}

/** What an e-mail says, before it is put into words: one variant per template. */
export type EmailContent =
  | { readonly template: 'verify-email'; readonly verificationId: string }
  | {
      readonly template: 'order-confirmed';
      readonly orderId: string;
      readonly isGuest: boolean;
      readonly lines: readonly OrderedLine[];
      readonly shipping: { readonly name: string; readonly price: MoneyShape };
      readonly total: MoneyShape;
    }
  | {
      readonly template: 'order-cancelled';
      readonly orderId: string;
      readonly reason: 'customer' | 'shop' | 'payment-expired' | 'payment-refused' | 'payment-failed' | 'no-answer';
      /** All that went back, whenever; null when nothing was paid. */
      readonly refunded: MoneyShape | null;
      /** The part of it of which an earlier mail has told. */
      readonly refundedBefore?: MoneyShape | null;
    }
  | { readonly template: 'refunded'; readonly orderId: string; readonly amount: MoneyShape }
  | { readonly template: 'refund-failed'; readonly orderId: string; readonly amount: MoneyShape }
  | {
      readonly template: 'refund-failed-for-shop';
      readonly orderId: string;
      readonly amount: MoneyShape;
      /** The payment provider's word for it. */
      readonly failure: string;
    };

export type Template = EmailContent['template'];

/** What strangers can have written to an address of somebody else's, as often as they like and for nothing; null for all other mail. */
export function atStrangersWill(content: EmailContent): 'link' | 'unpaid-order' | null {
  if (content.template === 'verify-email') return 'link';
  return content.template === 'order-cancelled' && content.refunded === null ? 'unpaid-order' : null;
}
