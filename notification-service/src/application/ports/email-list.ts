import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { EmailStatus, SuppressionReason } from '../../domain/email/email.ts';

/** An e-mail as admins see it. */
export interface EmailView {
  readonly id: string;
  readonly to: string;
  readonly orderId: string | null;
  readonly template: string;
  readonly status: EmailStatus;
  readonly suppressedBecause: SuppressionReason | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly providerId: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

export interface EmailFilter {
  readonly to?: string | undefined;
  readonly orderId?: string | undefined;
  readonly status?: EmailStatus | undefined;
}

export interface EmailList {
  /** The newest e-mails first. */
  find(filter: EmailFilter, page: PageWanted): Promise<PageFound<EmailView>>;
}
