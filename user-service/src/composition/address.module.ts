import { ContainerModule } from 'inversify';
import { AddAddress } from '../application/add-address/add-address.ts';
import { ChangeAddress } from '../application/change-address/change-address.ts';
import { RemoveAddress } from '../application/remove-address/remove-address.ts';
import { T } from './tokens.ts';

/** The use cases of the address book. */
export const addressModule = new ContainerModule(({ bind }) => {
  bind(T.AddAddress).toResolvedValue((users, clock) => new AddAddress({ users, clock }), [T.UserRepository, T.Clock]);
  bind(T.ChangeAddress).toResolvedValue(
    (users, clock) => new ChangeAddress({ users, clock }),
    [T.UserRepository, T.Clock],
  );
  bind(T.RemoveAddress).toResolvedValue(
    (users, clock) => new RemoveAddress({ users, clock }),
    [T.UserRepository, T.Clock],
  );
});
