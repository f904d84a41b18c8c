export interface Passwords {
  /** @throws TooManyPasswordsAtOnce */
  hash(password: string): Promise<string>;
  /**
   * Whether the password has this hash. With null, for an account that does not exist, it takes as long and says no.
   * @throws TooManyPasswordsAtOnce
   */
  verify(hash: string | null, password: string): Promise<boolean>;
}
