import type { RouteRequest } from '@souk/chassis/http/route';
import type { KnownDevice, LoginOrigin } from '../../application/login-origins.ts';
import { HostCookie } from './host-cookie.ts';

const cookie = new HostCookie('device');

/** Where a request with a password comes from. Browsers show their device token in a cookie, other clients in the body. */
export const originOf = (
  request: Pick<RouteRequest, 'header' | 'clientNetwork'>,
  deviceToken?: string,
): LoginOrigin => ({
  network: request.clientNetwork,
  deviceToken: deviceToken ?? cookie.read(request),
});

/** The `Set-Cookie` header that keeps a browser's device known. */
export const deviceCookie = ({ token, until }: KnownDevice): string => cookie.set(token, until);
