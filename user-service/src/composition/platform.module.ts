import { LinkSigner } from '@souk/chassis/link-signer';
import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { UserServiceConfig } from '../config.ts';
import { Argon2Passwords } from '../infrastructure/security/argon2-passwords.ts';
import { derivedUserIds } from '../infrastructure/security/derived-user-ids.ts';
import { Es256AccessTokens } from '../infrastructure/security/es256-access-tokens.ts';
import { randomRefreshTokens } from '../infrastructure/security/random-refresh-tokens.ts';
import { SignedDeviceTokens } from '../infrastructure/security/signed-device-tokens.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock, ids }: Platform<UserServiceConfig>): ContainerModule {
  const signer = new LinkSigner(config.LINK_SECRET);
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.IdGenerator).toConstantValue(ids);
    bind(T.UserIds).toConstantValue(derivedUserIds);
    bind(T.AccessTokens).toConstantValue(new Es256AccessTokens(config.JWT_SIGNING_KEYS));
    bind(T.RefreshTokens).toConstantValue(randomRefreshTokens);
    bind(T.Passwords).toConstantValue(new Argon2Passwords({ concurrency: config.HASH_CONCURRENCY }));
    bind(T.DeviceTokens).toConstantValue(new SignedDeviceTokens(signer));
    bind(T.VerificationLinks).toConstantValue(signer);
  });
}
