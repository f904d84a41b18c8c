export interface UserIds {
  /** The same id for the same address, so that one address cannot become two accounts. */
  forEmail(email: string): string;
}
