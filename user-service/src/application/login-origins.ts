import type { Clock } from '@souk/kernel/clock';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { User } from '../domain/user/user.ts';
import type { GuessLimit } from './password-check.ts';
import type { DeviceTokens } from './ports/device-tokens.ts';
import type { AccountAccess, KnownNetworks } from './ports/known-networks.ts';

/** Where a password comes from. */
export interface LoginOrigin {
  readonly network: string;
  readonly deviceToken: string | null;
}

export interface KnownDevice {
  readonly token: string;
  readonly until: Date;
}

export interface LoginOriginsPorts {
  readonly knownNetworks: KnownNetworks;
  readonly deviceTokens: DeviceTokens;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

const KNOWN_FOR_MS = 90 * 24 * 60 * 60_000;
export const MOST_FAILURES = 10;
/** Of all unknown networks together, so that guesses spread over many of them are stopped too. */
const MOST_FAILURES_OF_STRANGERS = 50;
const NOBODY: AccountAccess = { userId: 'nobody', passwordHash: '' };

/** Tells the devices and networks of an account from those of strangers, so that strangers who guess lock out none but each other. */
export class LoginOrigins {
  readonly #ports: LoginOriginsPorts;

  constructor(ports: LoginOriginsPorts) {
    this.#ports = ports;
  }

  /** Which wrong passwords count against a login. An account that does not exist is looked up all the same. */
  async limitsFor(
    email: string,
    user: User | null,
    { network, deviceToken }: LoginOrigin,
  ): Promise<readonly GuessLimit[]> {
    const { knownNetworks, deviceTokens, clock } = this.#ports;
    const access = user === null ? NOBODY : accessOf(user);
    const at = clock.now();
    const deviceId = deviceToken === null ? null : deviceTokens.deviceOf(access, deviceToken, at);
    if (deviceId !== null) return [{ key: [email, 'device', deviceId], most: MOST_FAILURES }];
    const own = { key: [email, 'network', network], most: MOST_FAILURES };
    if (await knownNetworks.has(access, network, at)) return [own];
    return [own, { key: [email, 'strangers'], most: MOST_FAILURES_OF_STRANGERS, isShared: true }];
  }

  /** Makes the origin of a right password known, and gives its device a token to show next time. */
  async remember(user: User, { network, deviceToken }: LoginOrigin): Promise<KnownDevice> {
    const { knownNetworks, deviceTokens, ids, clock } = this.#ports;
    const access = accessOf(user);
    const at = clock.now();
    const until = new Date(at.getTime() + KNOWN_FOR_MS);
    await knownNetworks.remember(access, network, until);
    const deviceId = deviceToken === null ? null : deviceTokens.deviceOf(access, deviceToken, at);
    return { token: deviceTokens.tokenFor(access, deviceId ?? ids.next(), until), until };
  }
}

const accessOf = ({ state: { id: userId, passwordHash } }: User): AccountAccess => ({ userId, passwordHash });
