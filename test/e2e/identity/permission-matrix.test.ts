import { expect } from 'chai';
import Joi from 'joi';
import { type AnyRoute, route } from '../../../src/adapters/http/route.js';
import { ids } from '../../../src/composition/service-ids.js';
import {
  type GrantablePermission,
  grantablePermissions,
  ofUser,
} from '../../../src/core/identity/api-key.js';
import { actors, type Role } from '../../../src/core/identity/permissions.js';
import { allRoutes, unconnectedContainer } from '../../support/all-routes.js';
import { useService } from '../../support/service.js';
import { keyOf } from './api-keys.js';

/** The documented matrix, independent of the code. */
const matrix: Record<string, readonly string[]> = {
  everybody: ['guest', 'user', 'moderator', 'admin'],
  'catalogue:read': ['guest', 'user', 'moderator', 'admin'],
  'catalogue:write': ['moderator', 'admin'],
  'account:own': ['user', 'moderator', 'admin'],
  'users:manage': ['admin'],
  'audit:read': ['admin'],
};

const expectedPermission = ({ method, path }: AnyRoute): string => {
  if (/^\/api\/v1\/(users\/me|auth\/sessions|auth\/confirm|auth\/email\/verification)(\/|$)/.test(path))
    return 'account:own';
  if (/^\/(health|\.well-known)\/|^\/api\/v1\/(auth\/|permissions$)/.test(path)) return 'everybody';
  if (/^\/api\/v1\/(users|keys|service-accounts)(\/|$)/.test(path)) return 'users:manage';
  if (path.startsWith('/api/v1/audit')) return 'audit:read';
  if (/\/(export|history|duplicates)$|^\/api\/v1\/imports(\/|$)/.test(path)) return 'catalogue:write';
  return method === 'get' ? 'catalogue:read' : 'catalogue:write';
};

describe('the permission matrix:', () => {
  const service = useService();
  const url = ({ path }: AnyRoute) =>
    path.replace('{id}', path.includes('/me/keys') ? '5d7c3e1a9b2f4c60' : '2147483647');
  const bodyOf = ({ method }: AnyRoute) =>
    ['post', 'put', 'patch'].includes(method) ? { noSuchField: true } : undefined;
  const shared = new Map<string, string>();
  /** Returns the token of a new account for a route that may end its session; otherwise of one that the routes share. */
  const tokenFor = async (route: AnyRoute, actor: Role) => {
    const isOwn = expectedPermission(route) === 'account:own' || route.path.startsWith('/api/v1/auth/');
    if (isOwn) return service().tokenAs(actor);
    const token = shared.get(actor) ?? (await service().tokenAs(actor));
    shared.set(actor, token);
    return token;
  };

  for (const route of allRoutes) {
    const { method, path } = route;
    const permission = expectedPermission(route);
    for (const actor of actors) {
      const may = matrix[permission]?.includes(actor);
      const outcome = may ? 'neither 401 nor 403' : actor === 'guest' ? '401' : '403';
      it(`ASVS 8.2.1 ${method.toUpperCase()} ${path}: by a ${actor}: returns ${outcome}`, async () => {
        const token = actor === 'guest' ? undefined : await tokenFor(route, actor);
        const options = { token, body: bodyOf(route) };
        const response = await service().call(method.toUpperCase(), url(route), options);
        if (may) expect(response.status).to.not.be.oneOf([401, 403]);
        else expect(String(response.status)).to.equal(outcome);
        if (outcome === '403') expect(response.body.detail).to.include(permission);
        if (outcome === '401') expect(response.body.code).to.equal('unauthenticated');
      });
    }
  }

  it('API keys of admins: are admitted by a route with its permission alone, and rejected with all others', async () => {
    const { id } = await service().user({ role: 'admin' });
    const keyWith = async (permissions: readonly GrantablePermission[]) =>
      (await keyOf(service(), ofUser(id), { permissions })).key;
    const all = await Promise.all(
      grantablePermissions.map(async (granted) => ({
        granted,
        only: await keyWith([granted]),
        others: await keyWith(grantablePermissions.filter((one) => one !== granted)),
      })),
    );
    const any = await keyWith(grantablePermissions);
    for (const route of allRoutes) {
      const permission = expectedPermission(route);
      const keys = all.find(({ granted }) => granted === permission);
      const statusWith = async (token: string | undefined) =>
        (await service().call(route.method.toUpperCase(), url(route), { token, body: bodyOf(route) })).status;
      const what = `${route.method} ${route.path}`;
      if (keys !== undefined || permission === 'everybody')
        expect(await statusWith(keys?.only ?? any), what).to.not.be.oneOf([401, 403]);
      if (permission !== 'everybody') expect(await statusWith(keys?.others ?? any), what).to.equal(403);
    }
  });

  it('GET /api/v1/permissions by a guest: returns the documented matrix', async () => {
    const { body } = await service().call('GET', '/api/v1/permissions');
    const { everybody: _, ...permissions } = matrix;
    expect(body).to.deep.equal(permissions);
  });
});

describe('a route:', () => {
  const secretKind = {
    name: 'secret',
    plural: 'secrets',
    namedBy: 'name',
    references: [],
    paths: [],
    body: Joi.object({}),
    importable: () => ({
      plural: 'secrets',
      namedBy: 'name',
      columns: {},
      normalized: (fields: object) => fields as never,
      import: async () => {},
    }),
    searched: () => ({
      plural: 'secrets',
      search: async () => ({ items: [], isComplete: true, next: null }),
      parameters: {},
      filters: () => [],
      found: Joi.object({}),
    }),
  };
  const mounted = (definition: object) => () =>
    unconnectedContainer([{ ...secretKind, routes: () => [route(definition as AnyRoute)] }]).get(ids.Http)
      .app;
  const secret = {
    method: 'get',
    path: '/api/v1/secrets',
    tag: 'secrets',
    summary: 'Read secrets',
    input: {},
    output: { 204: { description: 'None.' } },
    errors: [],
    handle: async () => ({ status: 204 }),
  };

  it('ASVS 8.2.1 without a permission, or with an unknown one: cannot be mounted; with a known one: can be', () => {
    for (const permission of [undefined, null, '', 'guest', 'no:such', 'constructor', '__proto__'])
      expect(mounted({ ...secret, permission }), String(permission)).to.throw(/permission/);
    expect(mounted({ ...secret, permission: 'users:manage' })).to.not.throw();
  });
});

describe('the catalogue without public reads:', () => {
  const service = useService({ AUTH__PUBLIC_READS: 'false' });
  const reads = allRoutes.filter((one) => expectedPermission(one) === 'catalogue:read');

  it('every read: returns 401 to a guest, and nothing that may be cached in public to a user', async () => {
    const token = await service().tokenAs('user');
    for (const { path } of reads) {
      // A search requires q.
      const url = path.replace('{id}', '2147483647').replace(/search$/, '$&?q=dune');
      expect((await service().call('GET', url)).status, path).to.equal(401);
      const { status, headers } = await service().call('GET', url, { token });
      expect(status, path).to.be.oneOf([200, 404]);
      expect(headers.get('cache-control')).to.match(/private|no-store/);
    }
  });

  it('GET /api/v1/permissions by a guest: shows that guests read nothing', async () => {
    const { body } = await service().call('GET', '/api/v1/permissions');
    expect(body['catalogue:read']).to.deep.equal(['user', 'moderator', 'admin']);
  });
});
