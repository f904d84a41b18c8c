/** Where a parcel can be sent. */
export interface Address {
  readonly id: string;
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  /** Null where there are none. */
  readonly postalCode: string | null;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export type AddressFields = Omit<Address, 'id'>;

export const MAX_ADDRESSES = 20;
