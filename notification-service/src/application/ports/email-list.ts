import type { EmailStatus } from '../../domain/email/email.ts';

/** An e-mail as admins see it. */
export interface EmailView {
  readonly id: string;
  readonly to: string;
  readonly orderId: string | null;
  readonly template: string;
  readonly status: EmailStatus;
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
  /** The newest e-mails first, and how many there are in all. */
  find(
    filter: EmailFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly data: readonly EmailView[]; readonly count: number }>;
}
