import type { AddressFields } from '../src/domain/user/address.ts';
import { User } from '../src/domain/user/user.ts';

export const at = new Date('2026-01-01T09:00:00Z');

export const later = (milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** A customer who has just registered, without events that are still to be pulled. */
export function aUser(overrides: Partial<Parameters<typeof User.register>[0]> = {}): User {
  const user = User.register({
    id: 'user-1',
    email: 'amira@souk.test',
    name: 'Amira',
    passwordHash: 'hash-1',
    verificationId: 'verification-1',
    at,
    ...overrides,
  });
  user.pullEvents();
  return user;
}

export const addressFields: AddressFields = {
  name: 'Amira',
  line1: '1 Rue du Souk',
  line2: null,
  postalCode: '75001',
  city: 'Paris',
  country: 'FR',
};
