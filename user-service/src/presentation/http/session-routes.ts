import { listOf, ListQuery, noContent, ok, route, type Route } from '@souk/chassis/http/route';
import { z } from 'zod';
import type { EndSession } from '../../application/end-session/end-session.ts';
import type { ListSessions } from '../../application/list-sessions/list-sessions.ts';
import type { LogOutEverywhere } from '../../application/log-out-everywhere/log-out-everywhere.ts';
import type { AccessTokens } from '../../application/ports/access-tokens.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

export interface SessionRoutesOptions {
  readonly listSessions: ListSessions;
  readonly endSession: EndSession;
  readonly logOutEverywhere: LogOutEverywhere;
  readonly accessTokens: AccessTokens;
  readonly cookie: RefreshCookie;
}

const SessionReply = z.object({
  id: z.uuid(),
  userAgent: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Whether it is the session that asks. */
  isCurrent: z.boolean(),
});

export function sessionRoutes(options: SessionRoutesOptions): readonly Route[] {
  const { listSessions, endSession, logOutEverywhere, accessTokens, cookie } = options;
  return [
    route({
      method: 'get',
      path: '/v1/auth/sessions',
      access: 'customer',
      summary: 'Where I am logged in, the last used first',
      query: ListQuery,
      replies: { 200: listOf(SessionReply) },
      handle: async ({ caller, query, header }) => {
        const { data, ...page } = await listSessions.execute(caller.userId, query);
        const current = accessTokens.sessionOf(header('authorization'));
        return ok({
          data: data.map((session) => ({ ...session, isCurrent: session.id === current })),
          ...page,
          limit: query.limit,
          offset: query.offset,
        });
      },
    }),
    route({
      method: 'delete',
      path: '/v1/auth/sessions/:sessionId',
      access: 'customer',
      summary: 'End one of my sessions',
      params: z.strictObject({ sessionId: z.uuid() }),
      replies: { 204: null },
      handle: async ({ caller, params }) => {
        await endSession.execute(caller.userId, params.sessionId);
        return noContent;
      },
    }),
    route({
      method: 'post',
      path: '/v1/auth/logout-all',
      access: 'customer',
      idempotency: 'none',
      summary: 'End all my sessions',
      replies: { 204: null },
      handle: async ({ caller }) => {
        await logOutEverywhere.execute(caller.userId);
        return { ...noContent, headers: cookie.clear() };
      },
    }),
  ];
}
