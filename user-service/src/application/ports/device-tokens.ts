import type { AccountAccess } from './known-networks.ts';

/** What a device keeps that has opened an account with its password: it opens nothing, but nobody else's failures count against it. */
export interface DeviceTokens {
  tokenFor(access: AccountAccess, deviceId: string, until: Date): string;
  /** The id of the device that got this token, or null when it was not made for this access or is too old. */
  deviceOf(access: AccountAccess, token: string, at: Date): string | null;
}
