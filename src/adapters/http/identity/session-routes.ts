import Joi from 'joi';
import type { ManageSessions } from '../../../core/identity/manage-sessions.js';
import { apiBase } from '../api-base.js';
import { withExample } from '../examples.js';
import { type AnyRoute, type Reply, route } from '../route.js';
import { idParams, named, time } from '../schemas.js';
import { noCookies } from '../token-cookies.js';
import { signedIn } from './user-schema.js';

const exampleSession = '0b9c4a1e-6f0f-4d6e-9a0c-3a1d2f4b5c6d';

export const sessionFields = {
  id: Joi.string().uuid().example(exampleSession).required(),
  createdAt: time(),
  lastUsedAt: time(),
  expiresAt: withExample(time(), '2026-12-02T17:00:00.000Z').description(
    'When it expires, unless it is refreshed before.',
  ),
  ip: Joi.string()
    .allow(null)
    .example('203.0.113.7')
    .required()
    .description('The client address of the login.'),
  userAgent: Joi.string().allow('', null).example('Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0').required(),
  authenticatedAt: time().description('When its user last proved who they are: at the login, or later.'),
  amr: Joi.array()
    .items(Joi.string().example('pwd'))
    .required()
    .description('How they did (RFC 8176): pwd, a password.'),
};

const session = Joi.object({
  ...sessionFields,
  current: Joi.boolean().example(true).required().description('Whether this request uses it.'),
});

const path = `${apiBase}/auth/sessions`;
const own = { tag: 'auth', permission: 'account:own', beforeEnrolment: true } as const;
const ended = { description: 'Ended. Tokens of an ended session are rejected from now on.' };

/** @param removesCookies whether the session of the cookies has ended */
const done = (removesCookies: boolean): Reply => ({
  status: 204,
  cookies: removesCookies ? noCookies : undefined,
});

/** Routes to list and end sessions: the caller's own, and for admins those of others. */
export function sessionRoutes(manageSessions: ManageSessions): AnyRoute[] {
  return [
    route({
      ...own,
      method: 'get',
      path,
      operationId: 'listSessions',
      summary: 'List your sessions',
      input: {},
      output: {
        200: {
          description: 'Your active sessions, most recently used first.',
          body: named(
            'Sessions',
            Joi.object({
              items: Joi.array().items(named('Session', session)).required(),
            }),
          ),
        },
      },
      errors: [],
      handle: async ({ caller }) => {
        const { userId, sessionId } = signedIn(caller);
        const sessions = await manageSessions.list(userId);
        return {
          status: 200,
          body: { items: sessions.map((one) => ({ ...one, current: one.id === sessionId })) },
        };
      },
    }),
    route<{ id: string }>({
      ...own,
      method: 'delete',
      path: `${path}/{id}`,
      operationId: 'endSession',
      summary: 'End one of your sessions',
      input: {
        params: Joi.object<{ id: string }, true>({
          id: Joi.string().guid({ separator: '-', wrapper: false }).example(exampleSession).required(),
        }),
      },
      output: { 204: { ...ended, headers: ['Set-Cookie'] } },
      errors: ['not-found'],
      handle: async ({ params, caller, by, cookies }) => {
        const { userId, sessionId } = signedIn(caller);
        const id = params.id.toLowerCase();
        await manageSessions.endOwn(userId, id, by);
        return done(cookies.inUse && id === sessionId);
      },
    }),
    route({
      ...own,
      method: 'delete',
      path,
      operationId: 'endAllSessions',
      summary: 'End all your sessions, including this one',
      input: {},
      output: { 204: { ...ended, headers: ['Set-Cookie'] } },
      errors: [],
      handle: async ({ caller, by, cookies }) => {
        await manageSessions.endAllOwn(signedIn(caller).userId, by);
        return done(cookies.inUse);
      },
    }),
    route<{ id: number }>({
      tag: 'users',
      permission: 'users:manage',
      method: 'delete',
      path: `${apiBase}/users/{id}/sessions`,
      operationId: 'endUserSessions',
      summary: 'End all sessions of an account',
      input: { params: idParams },
      output: { 204: ended },
      errors: ['not-found'],
      handle: async ({ params, by }) => {
        await manageSessions.endAllOf(params.id, by);
        return { status: 204 };
      },
    }),
  ];
}
