import type { LinkSigner } from '@souk/chassis/link-signer';
import type { DeviceTokens } from '../../application/ports/device-tokens.ts';
import type { AccountAccess } from '../../application/ports/known-networks.ts';

/** `<device id>.<end in milliseconds>.<signature>` */
const FORMAT = /^(?<deviceId>[0-9a-f-]{36})\.(?<until>\d{1,15})\.(?<signature>[\w-]{43})$/;

/** Tokens that are derived from what they are for, and stored nowhere here. A new password is another one to derive from. */
export class SignedDeviceTokens implements DeviceTokens {
  readonly #signer: LinkSigner;

  constructor(signer: LinkSigner) {
    this.#signer = signer;
  }

  tokenFor(access: AccountAccess, deviceId: string, until: Date): string {
    const end = String(until.getTime());
    return `${deviceId}.${end}.${this.#signer.tokenFor('known-device', proved(access, deviceId, end))}`;
  }

  deviceOf(access: AccountAccess, token: string, at: Date): string | null {
    const { deviceId, until, signature } = FORMAT.exec(token)?.groups ?? {};
    if (deviceId === undefined || until === undefined || signature === undefined) return null;
    if (Number(until) <= at.getTime()) return null;
    return this.#signer.isValid('known-device', proved(access, deviceId, until), signature) ? deviceId : null;
  }
}

const proved = ({ userId, passwordHash }: AccountAccess, deviceId: string, until: string): string =>
  JSON.stringify([userId, passwordHash, deviceId, until]);
