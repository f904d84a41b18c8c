import { created, noContent, ok, route, type Route } from '@souk/chassis/http/route';
import { derivedUuid, uuidv7 } from '@souk/chassis/ids';
import { z } from 'zod';
import type { AddAddress } from '../../application/add-address/add-address.ts';
import type { ChangeAddress } from '../../application/change-address/change-address.ts';
import type { RemoveAddress } from '../../application/remove-address/remove-address.ts';
import type { ViewAccount } from '../../application/view-account/view-account.ts';
import { AddressChange, AddressParams, AddressReply, NewAddress } from './user-schemas.ts';

export interface AddressRoutesOptions {
  readonly viewAccount: ViewAccount;
  readonly addAddress: AddAddress;
  readonly changeAddress: ChangeAddress;
  readonly removeAddress: RemoveAddress;
}

export function addressRoutes(options: AddressRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/me/addresses',
      access: 'customer',
      summary: 'My addresses, at most 20',
      replies: { 200: z.object({ data: z.array(AddressReply) }) },
      handle: async ({ caller }) => ok({ data: await options.viewAccount.addresses(caller.userId) }),
    }),
    route({
      method: 'post',
      path: '/v1/me/addresses',
      access: 'customer',
      summary: 'Add an address',
      body: NewAddress,
      replies: { 201: AddressReply },
      handle: async ({ caller, body, idempotencyKey }) => {
        const id = idempotencyKey === null ? uuidv7() : derivedUuid('address', caller.userId, idempotencyKey);
        const address = await options.addAddress.execute(caller.userId, { id, ...body });
        return created(`/v1/me/addresses/${id}`, address);
      },
    }),
    route({
      method: 'patch',
      path: '/v1/me/addresses/:addressId',
      access: 'customer',
      summary: 'Change fields of an address',
      params: AddressParams,
      body: AddressChange,
      replies: { 200: AddressReply },
      handle: async ({ caller, params, body }) =>
        ok(await options.changeAddress.execute(caller.userId, params.addressId, body)),
    }),
    route({
      method: 'delete',
      path: '/v1/me/addresses/:addressId',
      access: 'customer',
      summary: 'Remove an address',
      params: AddressParams,
      replies: { 204: null },
      handle: async ({ caller, params }) => {
        await options.removeAddress.execute(caller.userId, params.addressId);
        return noContent;
      },
    }),
  ];
}
