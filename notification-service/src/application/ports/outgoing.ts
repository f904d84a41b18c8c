export interface Outgoing {
  /** Has an e-mail sent soon, in the background. */
  nudge(emailId: string): void;
  /** Starts no more sends, and resolves when those in progress have ended. */
  settled(): Promise<void>;
}
