import { expect } from 'chai';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { useService } from '../../support/service.js';
import { devicesOn, sessionsPath } from './devices.js';
import { me, newPassword, outcomeOf } from './people.js';

/** Fields that only the service or an admin sets, with values of the right type. */
const fields: Record<string, unknown> = {
  id: 1,
  userId: 1,
  role: 'admin',
  active: true,
  emailVerified: true,
  passwordHash: '$argon2id$v=19$m=1,t=1,p=1$x$y',
  password_hash: 'x',
  tokenVersion: 9,
  version: 9,
  createdAt: '2020-01-01T00:00:00.000Z',
  updatedAt: '2020-01-01T00:00:00.000Z',
  sessionId: '00000000-0000-4000-8000-000000000000',
  permissions: ['users:manage'],
  isAdmin: true,
  constructor: { prototype: { role: 'admin' } },
};

type Body = { content: Record<string, { schema: { $ref: string } }> };
const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token') as {
  paths: Record<string, Record<string, { requestBody?: Body }>>;
  components: { schemas: Record<string, { properties: Record<string, unknown> }> };
};
const withBodies = allRoutes.filter(({ input }) => input.body !== undefined);

/** The documented fields of a body. */
const documented = (method: string, path: string) => {
  const content = document.paths[path]?.[method]?.requestBody?.content['application/json'];
  const name = content?.schema.$ref.split('/').pop() ?? '';
  return Object.keys(document.components.schemas[name]?.properties ?? {});
};

describe('mass assignment:', () => {
  const service = useService();
  const { person } = devicesOn(service);

  it('ASVS 15.3.3 every route with a body: is found', () => {
    expect(withBodies).to.have.length.greaterThan(10);
    for (const { method, path } of withBodies) expect(documented(method, path), path).to.not.be.empty;
  });

  for (const { method, path } of withBodies) {
    it(`ASVS 15.3.3/8.2.3 undocumented fields of ${method.toUpperCase()} ${path}: return 422, naming each`, async () => {
      const token = await service().tokenAs('admin');
      const known = documented(method, path);
      const body = Object.fromEntries(Object.entries(fields).filter(([name]) => !known.includes(name)));
      // A body is validated before its item is looked up, but after the form of the id.
      const id = path.endsWith('/keys/{id}') ? '0123456789abcdef' : String((await service().user()).id);
      const url = path.replace('{id}', id);
      const response = await service().call(method.toUpperCase(), url, { token, body });
      expect(outcomeOf(response)).to.deep.equal([422, 'validation-failed']);
      const named = response.body.errors.map(({ pointer }: { pointer: string }) => pointer.slice(1));
      expect(named).to.include.members(Object.keys(body));
    });
  }

  it('ASVS 8.2.2 sessions and accounts of others, by a user or a moderator: are 403 or 404, and never shown', async () => {
    const { user: victim, devices } = await person();
    const account = `/api/v1/users/${victim.id}`;
    const requests: [method: string, path: string, body?: object][] = [
      ['DELETE', `${sessionsPath}/${devices[0].sessionId}`],
      ['GET', account],
      ['PATCH', account, { visibleName: 'Taken Over' }],
      ['DELETE', account],
      ['DELETE', `${account}/sessions`],
      ['GET', `${account}/export`],
      ['PUT', `${account}/password`, { currentPassword: 'x', newPassword }],
      ['GET', '/api/v1/users'],
    ];
    for (const role of ['user', 'moderator'] as const) {
      const token = await service().tokenAs(role);
      for (const [method, path, body] of requests) {
        const { status, text } = await service().call(method, path, { token, body });
        expect(status, `${method} ${path} by a ${role}`).to.be.oneOf([403, 404]);
        expect(text).to.not.include(victim.email).and.to.not.include(victim.visibleName);
      }
    }
    const read = await service().call('GET', me, { token: devices[0].token });
    expect(read.body).to.include({ visibleName: victim.visibleName, updatedAt: victim.updatedAt });
  });
});
