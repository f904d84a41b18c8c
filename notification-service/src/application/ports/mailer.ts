/** An e-mail in its words. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export type MailerAnswer =
  | { readonly outcome: 'sent'; readonly providerId: string | null }
  /** Worth trying again. */
  | { readonly outcome: 'unavailable'; readonly error: string }
  /** Never worth trying again. */
  | { readonly outcome: 'refused'; readonly error: string };

export interface Mailer {
  /** Sends a message at most once for each key, however often it is called. Never throws. */
  send(message: Message, key: string): Promise<MailerAnswer>;
}
