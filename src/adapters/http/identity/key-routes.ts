import type Joi from 'joi';
import { apiKeyPaths, ofUser } from '../../../core/identity/api-key.js';
import type { KeyRequest, ManageKeys } from '../../../core/identity/manage-keys.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, ifNoneMatch, itemReply } from '../conditional-requests.js';
import type { Cursors } from '../cursor.js';
import {
  type CursorQuery,
  cursorQuery,
  type PageQuery,
  pageOf,
  pageQuery,
  pageReply,
} from '../list-pages.js';
import { type ListParameters, listParameters } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { apiKey, createdKey, keyIdParams, keyPatch, keyRequest } from './key-schemas.js';
import { signedIn } from './user-schema.js';

type KeyQuery = PageQuery & ListParameters;

const keyQuery = (pageQuery as Joi.ObjectSchema).keys(
  listParameters('ApiKeys', apiKeyPaths, apiKey),
) as Joi.ObjectSchema<KeyQuery>;

const mine = `${apiBase}/users/me/keys`;
const all = `${apiBase}/keys`;
const own = { tag: 'keys', permission: 'account:own' } as const;
const managing = { tag: 'keys', permission: 'users:manage' } as const;
const key = { body: apiKey, headers: etagHeader };
const notModified = { description: 'Your version is the current one.', headers: etagHeader };
export const keyPage = pageOf('ApiKey', apiKey);
const removed = { 204: { description: 'Removed. Requests with this key are rejected from now on.' } };

/** Routes to manage API keys: the caller's own, and for admins all keys. */
export function keyRoutes(manageKeys: ManageKeys, cursors: Cursors): AnyRoute[] {
  return [
    route<object, CursorQuery>({
      ...own,
      method: 'get',
      path: mine,
      operationId: 'listOwnKeys',
      summary: 'List your API keys, newest first',
      input: { query: cursorQuery },
      output: { 200: { description: 'A page of keys.', body: keyPage, headers: ['Link'] } },
      errors: ['bad-cursor'],
      handle: ({ caller, query, url }) => {
        const { userId } = signedIn(caller);
        const list = { name: 'own keys', paths: apiKeyPaths, query: { ...query, userId }, url };
        return pageReply(cursors, list, (page) => manageKeys.list(page));
      },
    }),
    route<object, object, KeyRequest>({
      ...own,
      method: 'post',
      path: mine,
      operationId: 'createOwnKey',
      summary: 'Create an API key',
      description:
        'The response is the only one with the key. Send it as a bearer token: Authorization: Bearer pdba_…. Its permissions ' +
        'must be among those of your role, and count together with it: if your role loses one, so does the key. It lasts ' +
        'until it expires, you remove it, or your account is deactivated or removed; a new password does not end it. You ' +
        'can have 100 keys. An Idempotency-Key is ignored, since the key is not stored: if a response is lost, remove the ' +
        'new key, and create another one.',
      recent: '5m',
      input: { body: keyRequest },
      output: {
        201: { description: 'Created.', body: createdKey, headers: [...etagHeader, 'Location'] },
      },
      errors: ['too-many-keys'],
      handle: async ({ caller, body, by }) => {
        const person = signedIn(caller);
        const created = await manageKeys.create(person, ofUser(person.userId), body, by);
        return itemReply(201, created, { Location: `${mine}/${created.id}` });
      },
    }),
    route<{ id: string }>({
      ...own,
      method: 'get',
      path: `${mine}/{id}`,
      operationId: 'readOwnKey',
      summary: 'Read one of your API keys',
      input: { params: keyIdParams, headers: ifNoneMatch },
      output: { 200: { ...key, description: 'The key, without its secret.' }, 304: notModified },
      errors: ['not-found'],
      handle: async ({ caller, params }) =>
        itemReply(200, await manageKeys.get(params.id, ofUser(signedIn(caller).userId))),
    }),
    route<{ id: string }, object, { name: string }>({
      ...own,
      method: 'patch',
      path: `${mine}/{id}`,
      operationId: 'updateOwnKey',
      summary: 'Rename one of your API keys',
      input: { params: keyIdParams, body: keyPatch, headers: ifMatch },
      output: { 200: { ...key, description: 'Renamed.' } },
      errors: ['not-found', 'precondition-failed'],
      handle: async ({ caller, params, body, headers, by }) => {
        const expected = expectedVersions(headers['if-match'], false);
        const owner = ofUser(signedIn(caller).userId);
        return itemReply(200, await manageKeys.rename(params.id, body.name, owner, expected, by));
      },
    }),
    route<{ id: string }>({
      ...own,
      method: 'delete',
      path: `${mine}/{id}`,
      operationId: 'removeOwnKey',
      summary: 'Remove one of your API keys',
      input: { params: keyIdParams, headers: ifMatch },
      output: removed,
      errors: ['not-found', 'precondition-failed'],
      handle: async ({ caller, params, headers, by }) => {
        const expected = expectedVersions(headers['if-match'], false);
        await manageKeys.remove(params.id, ofUser(signedIn(caller).userId), expected, by);
        return { status: 204 };
      },
    }),
    route<object, KeyQuery>({
      ...managing,
      method: 'get',
      path: all,
      operationId: 'listKeys',
      summary: 'List all API keys, newest first',
      input: { query: keyQuery },
      output: { 200: { description: 'A page of keys.', body: keyPage, headers: ['Link'] } },
      errors: ['bad-cursor'],
      handle: ({ query, url }) =>
        pageReply(cursors, { name: 'keys', paths: apiKeyPaths, query, url }, (page) => manageKeys.list(page)),
    }),
    route<{ id: string }>({
      ...managing,
      method: 'get',
      path: `${all}/{id}`,
      operationId: 'readKey',
      summary: 'Read an API key',
      input: { params: keyIdParams, headers: ifNoneMatch },
      output: { 200: { ...key, description: 'The key, without its secret.' }, 304: notModified },
      errors: ['not-found'],
      handle: async ({ params }) => itemReply(200, await manageKeys.get(params.id)),
    }),
    route<{ id: string }>({
      ...managing,
      method: 'delete',
      path: `${all}/{id}`,
      operationId: 'removeKey',
      summary: 'Remove an API key',
      input: { params: keyIdParams, headers: ifMatch },
      output: removed,
      errors: ['not-found', 'precondition-failed'],
      handle: async ({ params, headers, by }) => {
        await manageKeys.remove(params.id, undefined, expectedVersions(headers['if-match'], false), by);
        return { status: 204 };
      },
    }),
  ];
}
