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

/** Which part of the list is wanted: behind a cursor, or else from an offset on. */
export interface EmailsRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface EmailsPage {
  readonly data: readonly EmailView[];
  /** How many there are in all, as far as they are counted. */
  readonly count: number;
  readonly isCountCapped: boolean;
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

export interface EmailList {
  /** The newest e-mails first. */
  find(filter: EmailFilter, page: EmailsRequest): Promise<EmailsPage>;
}
