export interface VerificationLinks {
  /** Whether the token is the one in the link for this verification. */
  isValid(purpose: 'verify-email', verificationId: string, token: string): boolean;
}
