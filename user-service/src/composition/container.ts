import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { UserServiceConfig } from '../config.ts';
import { accessModule } from './access.module.ts';
import { accountModule } from './account.module.ts';
import { addressModule } from './address.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { platformModule } from './platform.module.ts';
import { sessionModule } from './session.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<UserServiceConfig>): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(
    platformModule(platform),
    await persistenceModule(platform),
    accessModule,
    accountModule,
    addressModule,
    sessionModule,
  );
  const { KnownNetworks, LoginFailures, Passwords, SessionList, SessionRepository, UserList, UserRepository } = T;
  platform.failpoints.wrapBindings(container, {
    KnownNetworks,
    LoginFailures,
    Passwords,
    SessionList,
    SessionRepository,
    UserList,
    UserRepository,
  });
  return container;
}
