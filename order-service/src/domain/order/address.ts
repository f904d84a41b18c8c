/** Where the goods go. */
export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  /** Null where there are none. */
  readonly postalCode: string | null;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}
