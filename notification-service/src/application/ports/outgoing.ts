export interface Outgoing {
  /** Has an e-mail sent soon, in the background. */
  nudge(emailId: string): void;
}
