/** An account and the password that opens it. A new password makes every network and device unknown: somebody else may have known the old one. */
export interface AccountAccess {
  readonly userId: string;
  readonly passwordHash: string;
}

/** From which networks the passwords of accounts have opened them. */
export interface KnownNetworks {
  has(access: AccountAccess, network: string, at: Date): Promise<boolean>;
  remember(access: AccountAccess, network: string, until: Date): Promise<void>;
  forgetExpired(at: Date): Promise<void>;
}
