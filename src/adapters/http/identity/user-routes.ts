import Joi from 'joi';
import type { ManageUsers, UserPatch } from '../../../core/identity/manage-users.js';
import type { OwnAccount, OwnAccountPatch } from '../../../core/identity/own-account.js';
import { userPaths } from '../../../core/identity/user.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, ifNoneMatch, itemReply } from '../conditional-requests.js';
import type { Cursors } from '../cursor.js';
import { withExample } from '../examples.js';
import { type PageQuery, pageOf, pageQuery, pageReply, searchPage } from '../list-pages.js';
import { type ListParameters, listParameters } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, named } from '../schemas.js';
import { requireSearchParameters } from '../search-parameters.js';
import { searchText } from '../search-text.js';
import { newEmail } from '../text-schemas.js';
import { password, role, signedIn, userItem, visibleName } from './user-schema.js';

const ownPatch = Joi.object<OwnAccountPatch, true>({
  visibleName: visibleName(),
  email: newEmail().description('Requires currentPassword, or recent authentication.'),
  currentPassword: password(),
})
  .min(1)
  .with('currentPassword', 'email')
  .example({ visibleName: 'Ada' });
const userPatch = Joi.object<UserPatch, true>({
  role: role(),
  active: Joi.boolean().example(true),
  visibleName: visibleName(),
})
  .min(1)
  .example({ role: 'moderator' });

type UserQuery = PageQuery & ListParameters & { readonly q?: string };

const userQuery = (pageQuery as Joi.ObjectSchema).keys({
  ...listParameters('Users', userPaths, userItem),
  q: withExample(searchText, 'ada').description(
    'Returns accounts whose visible name or email contains this text or, if there are none, is similar to it, best matches first. One page, without filters, sort or count.',
  ),
}) as Joi.ObjectSchema<UserQuery>;

const one = `${apiBase}/users/{id}`;
const me = `${apiBase}/users/me`;
const own = { tag: 'users', permission: 'account:own' } as const;
const managing = { tag: 'users', permission: 'users:manage' } as const;
const user = { body: userItem, headers: etagHeader };
const notModified = { description: 'Your version is the current one.', headers: etagHeader };

/** Routes to read and change accounts: the caller's own, and for admins those of others. */
export function userRoutes(manageUsers: ManageUsers, ownAccount: OwnAccount, cursors: Cursors): AnyRoute[] {
  return [
    route({
      ...own,
      method: 'get',
      path: me,
      beforeEnrolment: true,
      operationId: 'readOwnAccount',
      summary: 'Read your account',
      input: { headers: ifNoneMatch },
      output: { 200: { ...user, description: 'Your account.' }, 304: notModified },
      errors: [],
      handle: async ({ caller }) => itemReply(200, await ownAccount.read(signedIn(caller).userId)),
    }),
    route<object, object, OwnAccountPatch>({
      ...own,
      method: 'patch',
      path: me,
      operationId: 'updateOwnAccount',
      summary: 'Change your account',
      description:
        'A new email is pendingEmail until the link is followed that is mailed to it; email stays the same, and gets a ' +
        'notice. Another change replaces it, and one to the current email ends it. A service without a mail server ' +
        'changes email at once. A change of the email requires currentPassword, or that you have proven who you are ' +
        'within five minutes (POST /api/v1/auth/confirm).',
      input: { body: named('OwnAccountPatch', ownPatch), headers: ifMatch },
      output: { 200: { ...user, description: 'Changed.' } },
      errors: [
        'invalid-credentials',
        'recent-authentication-required',
        'too-many-requests',
        'email-taken',
        'visible-name-taken',
        'precondition-failed',
      ],
      handle: async ({ caller, body, headers, by }) => {
        const expected = expectedVersions(headers['if-match'], false);
        return itemReply(200, await ownAccount.change(signedIn(caller), body, expected, by));
      },
    }),
    route<object, UserQuery>({
      ...managing,
      method: 'get',
      path: `${apiBase}/users`,
      operationId: 'listUsers',
      summary: 'List accounts',
      input: { query: userQuery },
      output: {
        200: { description: 'A page of accounts.', body: pageOf('User', userItem), headers: ['Link'] },
      },
      errors: ['bad-cursor'],
      handle: async ({ query: { q, ...query }, url }) => {
        if (q === undefined) {
          const list = { name: 'users', paths: userPaths, query, url };
          return pageReply(cursors, list, (request) => manageUsers.list(request));
        }
        requireSearchParameters(query, ['limit']);
        return searchPage(query.limit, await manageUsers.search(q, query.limit));
      },
    }),
    route<{ id: number }>({
      ...managing,
      method: 'get',
      path: one,
      operationId: 'readUser',
      summary: 'Read an account',
      input: { params: idParams, headers: ifNoneMatch },
      output: { 200: { ...user, description: 'The account.' }, 304: notModified },
      errors: ['not-found'],
      handle: async ({ params }) => itemReply(200, await manageUsers.get(params.id)),
    }),
    route<{ id: number }, object, UserPatch>({
      ...managing,
      method: 'patch',
      path: one,
      operationId: 'updateUser',
      summary: 'Change the role, the visible name or the state of an account',
      description: 'Takes effect from the next request, also for tokens issued before.',
      input: { params: idParams, body: named('UserPatch', userPatch), headers: ifMatch },
      output: { 200: { ...user, description: 'Changed.' } },
      errors: ['not-found', 'visible-name-taken', 'last-admin', 'precondition-failed'],
      handle: async ({ params, body, headers, by }) => {
        const expected = expectedVersions(headers['if-match'], false);
        return itemReply(200, await manageUsers.change(params.id, body, expected, by));
      },
    }),
    route<{ id: number }>({
      ...managing,
      method: 'delete',
      path: one,
      operationId: 'removeUser',
      summary: 'Remove an account',
      input: { params: idParams, headers: ifMatch },
      output: { 204: { description: 'Removed.' } },
      errors: ['not-found', 'last-admin', 'precondition-failed'],
      handle: async ({ params, headers, by }) => {
        await manageUsers.remove(params.id, expectedVersions(headers['if-match'], false), by);
        return { status: 204 };
      },
    }),
  ];
}
