export interface UserIds {
  /** The same id for the same address, so that one address cannot become two accounts. */
  forEmail(email: string): string;
  /** The same verification for a request that is repeated under its key, so that it sends one mail. */
  forRegistration(email: string, requestKey: string): string;
}
