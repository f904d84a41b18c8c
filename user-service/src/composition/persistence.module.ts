import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { UserState } from '../domain/user/user-state.ts';
import { knownNetworkSchema, MongoKnownNetworks } from '../infrastructure/persistence/mongo-known-networks.ts';
import { loginFailuresSchema, MongoLoginFailures } from '../infrastructure/persistence/mongo-login-failures.ts';
import { MongoSessionList } from '../infrastructure/persistence/mongo-session-list.ts';
import { MongoSessionRepository } from '../infrastructure/persistence/mongo-session-repository.ts';
import { MongoUserList } from '../infrastructure/persistence/mongo-user-list.ts';
import { MongoUserRepository } from '../infrastructure/persistence/mongo-user-repository.ts';
import { sessionSchema, type SessionDocument } from '../infrastructure/persistence/session-document.ts';
import { userSchema } from '../infrastructure/persistence/user-document.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({
  aggregates,
  database,
}: Pick<Platform, 'aggregates' | 'database'>): Promise<ContainerModule> {
  const { store, model } = await aggregates<UserState>('users', userSchema);
  await database.model('sessions', sessionSchema);
  await database.model('login-failures', loginFailuresSchema);
  await database.model('known-networks', knownNetworkSchema);
  const sessions = database.collection<SessionDocument>('sessions');
  return new ContainerModule(({ bind }) => {
    bind(T.UserRepository).toConstantValue(new MongoUserRepository({ store, model }));
    bind(T.UserList).toConstantValue(new MongoUserList(model));
    bind(T.SessionRepository).toConstantValue(new MongoSessionRepository(sessions));
    bind(T.SessionList).toConstantValue(new MongoSessionList(sessions));
    bind(T.KnownNetworks).toConstantValue(new MongoKnownNetworks(database.collection('known-networks')));
    bind(T.LoginFailures).toConstantValue(new MongoLoginFailures(database.collection('login-failures')));
  });
}
