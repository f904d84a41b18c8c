export interface Failures {
  readonly count: number;
  /** When they are forgotten. */
  readonly until: Date;
}

/** Whose wrong passwords are counted together, e.g. an e-mail address and a network; whether there is an account does not matter. */
export type FailureKey = readonly string[];

export interface LoginFailures {
  of(key: FailureKey, at: Date): Promise<Failures | null>;
  /** Counts one more. `until` holds for the first of a row. */
  add(key: FailureKey, at: Date, until: Date): Promise<Failures>;
  clear(key: FailureKey): Promise<void>;
  forgetExpired(at: Date): Promise<void>;
}
