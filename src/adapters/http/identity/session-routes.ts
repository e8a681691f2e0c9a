import Joi from 'joi';
import type { ManageSessions } from '../../../core/identity/manage-sessions.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, type Reply, route } from '../route.js';
import { idParams, named, time } from '../schemas.js';
import { noCookies } from '../token-cookies.js';
import { signedIn } from './user-schema.js';

export const sessionFields = {
  id: Joi.string().uuid().required(),
  createdAt: time(),
  lastUsedAt: time(),
  expiresAt: time().description('Unless it is refreshed before.'),
  ip: Joi.string().allow(null).required().description('From where it was started.'),
  userAgent: Joi.string().allow('', null).required(),
};

const session = Joi.object({
  ...sessionFields,
  current: Joi.boolean().required().description('Whether it is the one of this request.'),
});

const path = `${apiBase}/auth/sessions`;
const own = { tag: 'auth', permission: 'account:own' } as const;
const ended = { description: 'Ended; its tokens are refused from now on.' };

/** Ended, and where it was the one that the cookies belong to, they go. */
const done = (removesCookies: boolean): Reply => ({
  status: 204,
  cookies: removesCookies ? noCookies : undefined,
});

/** Sessions seen and ended: one's own, and by an admin those of others. */
export const sessionRoutes = (manageSessions: ManageSessions): AnyRoute[] => [
  route({
    ...own,
    method: 'get',
    path,
    summary: 'List your sessions',
    input: {},
    output: {
      200: {
        description: 'Those that have not ended, last used first.',
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
    summary: 'End one of your sessions',
    input: {
      params: Joi.object<{ id: string }, true>({
        id: Joi.string().guid({ separator: '-', wrapper: false }).required(),
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
    summary: 'End all your sessions, this one too',
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
