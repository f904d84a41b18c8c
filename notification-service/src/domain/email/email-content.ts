import type { MoneyShape } from '@souk/kernel/money';

export interface OrderedLine {
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: MoneyShape;
}

/** What an e-mail says, before it is put into words: one variant per template. */
export type EmailContent =
  | { readonly template: 'verify-email'; readonly name: string; readonly verificationId: string }
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
      readonly reason: 'customer' | 'shop' | 'payment-expired' | 'no-answer';
      readonly refunded: MoneyShape | null;
    }
  | { readonly template: 'refunded'; readonly orderId: string; readonly amount: MoneyShape };

export type Template = EmailContent['template'];
