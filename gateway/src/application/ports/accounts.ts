export interface VerificationLink {
  readonly verificationId: string;
  readonly token: string;
}

export interface Accounts {
  /** Tells user-service that somebody at this address has used the link in a verification mail. */
  verifyEmail(link: VerificationLink, address: string): Promise<'verified' | 'refused' | 'unavailable'>;
}
