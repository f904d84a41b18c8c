import type { EmailContent, Template } from '../../domain/email/email-content.ts';

/** The content that a template takes. */
export type ContentOf<T extends Template> = Extract<EmailContent, { readonly template: T }>;

/** The part of an order's id that people use when they talk about it. */
export const orderNumber = (orderId: string): string => orderId.slice(-8).toUpperCase();
