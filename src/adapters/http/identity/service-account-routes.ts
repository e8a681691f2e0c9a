import { apiKeyPaths, ofServiceAccount, serviceAccountPaths } from '../../../core/identity/api-key.js';
import type { KeyRequest, ManageKeys } from '../../../core/identity/manage-keys.js';
import type { ManageServiceAccounts } from '../../../core/identity/manage-service-accounts.js';
import type { ServiceAccountFields } from '../../../core/identity/service-account.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, ifNoneMatch, itemReply } from '../conditional-requests.js';
import type { Cursors } from '../cursor.js';
import { type CursorQuery, cursorQuery, pageOf, pageReply } from '../list-pages.js';
import { type ListParameters, listParameters } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { idParams } from '../schemas.js';
import { keyPage } from './key-routes.js';
import {
  createdKey,
  keyRequest,
  serviceAccountItem,
  serviceAccountPatch,
  serviceAccountRequest,
} from './key-schemas.js';
import { signedIn } from './user-schema.js';

const base = `${apiBase}/service-accounts`;
const one = `${base}/{id}`;
const managing = { tag: 'service-accounts', permission: 'users:manage' } as const;
const account = { body: serviceAccountItem, headers: etagHeader };
const query = cursorQuery.keys(listParameters('ServiceAccounts', serviceAccountPaths, serviceAccountItem));

/** Routes to manage service accounts and their keys, for admins. */
export function serviceAccountRoutes(
  accounts: ManageServiceAccounts,
  manageKeys: ManageKeys,
  cursors: Cursors,
): AnyRoute[] {
  return [
    route<object, CursorQuery & ListParameters>({
      ...managing,
      method: 'get',
      path: base,
      operationId: 'listServiceAccounts',
      summary: 'List service accounts',
      input: { query },
      output: {
        200: {
          description: 'A page of service accounts.',
          body: pageOf('ServiceAccount', serviceAccountItem),
          headers: ['Link'],
        },
      },
      errors: ['bad-cursor'],
      handle: ({ query, url }) =>
        pageReply(cursors, { name: 'service accounts', paths: serviceAccountPaths, query, url }, (page) =>
          accounts.list(page),
        ),
    }),
    route<object, object, ServiceAccountFields>({
      ...managing,
      method: 'post',
      path: base,
      operationId: 'createServiceAccount',
      summary: 'Create a service account',
      description:
        'An account for a program. It has no email and no password, cannot log in, and does not count as an admin or a user.',
      input: { body: serviceAccountRequest },
      output: {
        201: { ...account, description: 'Created.', headers: [...etagHeader, 'Location'] },
      },
      errors: ['service-account-name-taken'],
      handle: async ({ body, by }) => {
        const created = await accounts.create(body, by);
        return itemReply(201, created, { Location: `${base}/${created.id}` });
      },
    }),
    route<{ id: number }>({
      ...managing,
      method: 'get',
      path: one,
      operationId: 'readServiceAccount',
      summary: 'Read a service account',
      input: { params: idParams, headers: ifNoneMatch },
      output: {
        200: { ...account, description: 'The service account.' },
        304: { description: 'Your version is the current one.', headers: etagHeader },
      },
      errors: ['not-found'],
      handle: async ({ params }) => itemReply(200, await accounts.get(params.id)),
    }),
    route<{ id: number }, object, Partial<ServiceAccountFields>>({
      ...managing,
      method: 'patch',
      path: one,
      operationId: 'updateServiceAccount',
      summary: 'Change the name or the role of a service account',
      description: 'A new role counts from the next request, for all keys of the account.',
      input: { params: idParams, body: serviceAccountPatch, headers: ifMatch },
      output: { 200: { ...account, description: 'Changed.' } },
      errors: ['not-found', 'service-account-name-taken', 'precondition-failed'],
      handle: async ({ params, body, headers, by }) => {
        const expected = expectedVersions(headers['if-match'], false);
        return itemReply(200, await accounts.change(params.id, body, expected, by));
      },
    }),
    route<{ id: number }>({
      ...managing,
      method: 'delete',
      path: one,
      operationId: 'removeServiceAccount',
      summary: 'Remove a service account and its keys',
      input: { params: idParams, headers: ifMatch },
      output: { 204: { description: 'Removed. Requests with its keys are rejected from now on.' } },
      errors: ['not-found', 'precondition-failed'],
      handle: async ({ params, headers, by }) => {
        await accounts.remove(params.id, expectedVersions(headers['if-match'], false), by);
        return { status: 204 };
      },
    }),
    route<{ id: number }, CursorQuery>({
      ...managing,
      method: 'get',
      path: `${one}/keys`,
      operationId: 'listServiceAccountKeys',
      summary: 'List the API keys of a service account, newest first',
      input: { params: idParams, query: cursorQuery },
      output: { 200: { description: 'A page of keys.', body: keyPage, headers: ['Link'] } },
      errors: ['bad-cursor', 'not-found'],
      handle: async ({ params, query, url }) => {
        await accounts.get(params.id);
        const list = { name: 'keys of a service account', paths: apiKeyPaths, url };
        const ofAccount = { ...query, serviceAccountId: params.id };
        return pageReply(cursors, { ...list, query: ofAccount }, (page) => manageKeys.list(page));
      },
    }),
    route<{ id: number }, object, KeyRequest>({
      ...managing,
      method: 'post',
      path: `${one}/keys`,
      operationId: 'createServiceAccountKey',
      summary: 'Create an API key of a service account',
      description: 'As POST /api/v1/users/me/keys. DELETE /api/v1/keys/{id} removes it.',
      recent: '5m',
      input: { params: idParams, body: keyRequest },
      output: {
        201: { description: 'Created.', body: createdKey, headers: [...etagHeader, 'Location'] },
      },
      errors: ['not-found', 'too-many-keys'],
      handle: async ({ caller, params, body, by }) => {
        const created = await manageKeys.create(signedIn(caller), ofServiceAccount(params.id), body, by);
        return itemReply(201, created, { Location: `${apiBase}/keys/${created.id}` });
      },
    }),
  ];
}
