export interface Failures {
  readonly count: number;
  /** When they are forgotten. */
  readonly until: Date;
}

/** How often somebody gave a wrong password for an e-mail address, whether there is an account for it or not. */
export interface LoginFailures {
  of(email: string, at: Date): Promise<Failures | null>;
  /** Counts one more. `until` holds for the first of a row. */
  add(email: string, at: Date, until: Date): Promise<Failures>;
  clear(email: string): Promise<void>;
  forgetExpired(at: Date): Promise<void>;
}
