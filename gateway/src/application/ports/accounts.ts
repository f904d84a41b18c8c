export interface Accounts {
  /** Tells user-service that somebody has opened the link in a verification mail. */
  verifyEmail(link: {
    readonly verificationId: string;
    readonly token: string;
  }): Promise<'verified' | 'refused' | 'unavailable'>;
}
