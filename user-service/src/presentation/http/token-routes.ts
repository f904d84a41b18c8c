import { noContent, ok, route, type Route, type RouteRequest } from '@souk/chassis/http/route';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import type { LogIn } from '../../application/log-in/log-in.ts';
import type { LogOut } from '../../application/log-out/log-out.ts';
import type { AccessTokens } from '../../application/ports/access-tokens.ts';
import type { RefreshSession } from '../../application/refresh-session/refresh-session.ts';
import type { TokenPair } from '../../application/token-pair.ts';
import { deviceCookie, originOf } from './login-origin.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { throttled } from './too-many-requests.ts';
import { DeviceToken, Password, UserReply } from './user-schemas.ts';

export interface TokenRoutesOptions {
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly logOut: LogOut;
  readonly accessTokens: AccessTokens;
  readonly cookie: RefreshCookie;
}

const MAX_USER_AGENT = 300;
// A stored reply would keep tokens in the database.
const idempotency = 'none';

/** `refreshToken` is null when it travels in the cookie. */
const TokensReply = z.object({ accessToken: z.string(), expiresIn: z.int(), refreshToken: z.string().nullable() });
/** `deviceToken`, too, is null when it travels in a cookie. Sent with later logins, it keeps others from locking this device out. */
const LoginReply = TokensReply.extend({ user: UserReply, deviceToken: z.string().nullable() });

const RefreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200).optional() });
const PublicKey = z.object({
  kid: z.string(),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

export function tokenRoutes(options: TokenRoutesOptions): readonly Route[] {
  const { logIn, refreshSession, logOut, accessTokens, cookie } = options;
  return [
    route({
      method: 'post',
      path: '/v1/auth/login',
      access: 'public',
      idempotency,
      summary: 'Log in; browsers may ask for a cookie instead of the refresh token',
      headers: ['X-Refresh-Cookie'],
      body: z.strictObject({ email: Email, password: Password, deviceToken: DeviceToken.optional() }),
      replies: { 200: LoginReply },
      handle: async (request) => {
        const userAgent = request.header('user-agent')?.slice(0, MAX_USER_AGENT) ?? null;
        const { deviceToken, ...credentials } = request.body;
        const origin = originOf(request, deviceToken);
        const { user, device, ...tokens } = await throttled(logIn.execute({ ...credentials, userAgent, origin }));
        if (!cookie.isAskedFor(request)) return ok({ ...bodyOf(tokens), user, deviceToken: device.token });
        const cookies = [cookie.set(tokens.refreshToken, tokens.refreshExpiresAt), deviceCookie(device)];
        return ok({ ...bodyOf(tokens), refreshToken: null, user, deviceToken: null }, { 'set-cookie': cookies });
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/refresh',
      access: 'public',
      idempotency,
      summary: 'Get new tokens for a refresh token, which is used up, from the body or else the cookie',
      body: RefreshBody,
      replies: { 200: TokensReply },
      handle: async (request) => {
        const { token, isCookie } = refreshTokenOf(request, cookie);
        const tokens = await refreshSession.execute(token);
        if (!isCookie) return ok(bodyOf(tokens));
        const setCookie = cookie.set(tokens.refreshToken, tokens.refreshExpiresAt);
        return ok({ ...bodyOf(tokens), refreshToken: null }, { 'set-cookie': setCookie });
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/logout',
      access: 'customer',
      idempotency,
      summary: 'End the session of a refresh token, from the body or else the cookie',
      body: RefreshBody,
      replies: { 204: null },
      handle: async (request) => {
        const { token, isCookie } = refreshTokenOf(request, cookie);
        await logOut.execute(request.caller.userId, token);
        return isCookie ? { ...noContent, headers: cookie.clear() } : noContent;
      },
    }),
    route({
      method: 'get',
      path: '/v1/auth/jwks.json',
      access: 'public',
      summary: 'The keys that verify access tokens',
      replies: { 200: z.object({ keys: z.array(PublicKey) }) },
      handle: () => Promise.resolve(ok({ keys: accessTokens.publicKeys }, { 'cache-control': 'public, max-age=60' })),
    }),
  ];
}

/** The empty token, which is never valid, when there is none. */
function refreshTokenOf(
  request: Pick<RouteRequest, 'header'> & { readonly body: z.infer<typeof RefreshBody> },
  cookie: RefreshCookie,
): { token: string; isCookie: boolean } {
  const { refreshToken } = request.body;
  if (refreshToken !== undefined) return { token: refreshToken, isCookie: false };
  return { token: cookie.read(request) ?? '', isCookie: true };
}

const bodyOf = ({ accessToken, expiresIn, refreshToken }: TokenPair) => ({ accessToken, expiresIn, refreshToken });
