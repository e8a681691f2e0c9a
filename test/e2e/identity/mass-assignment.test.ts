import { expect } from 'chai';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { useService } from '../../support/service.js';
import { logIn, register } from './people.js';

/** What only the service decides, or only an admin, and where a body may hold it all the same. */
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

const document = openApiDocument(allRoutes, permissionTable({ publicReads: true }), 'access_token') as {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: { $ref: string } }> } }>
  >;
  components: { schemas: Record<string, { properties: Record<string, unknown> }> };
};
const withBodies = allRoutes.filter(({ input }) => input.body !== undefined);

/** The fields that the body of a route takes, by the document. */
const takenBy = (method: string, path: string) => {
  const content = document.paths[path]?.[method]?.requestBody?.content['application/json'];
  const name = content?.schema.$ref.split('/').pop() ?? '';
  return Object.keys(document.components.schemas[name]?.properties ?? {});
};

describe('mass assignment:', () => {
  const service = useService();

  it('ASVS 15.3.3 of all routes: those with a body are found', () => {
    expect(withBodies).to.have.length.greaterThan(10);
    for (const { method, path } of withBodies) expect(takenBy(method, path), path).to.not.be.empty;
  });

  for (const { method, path } of withBodies) {
    it(`ASVS 15.3.3/8.2.3 fields that are none of ${method.toUpperCase()} ${path}: answer 422, naming each`, async () => {
      const token = await service().tokenAs('admin');
      const taken = takenBy(method, path);
      const body = Object.fromEntries(Object.entries(fields).filter(([name]) => !taken.includes(name)));
      const url = path.replace('{id}', String((await service().user()).id));
      const answer = await service().call(method.toUpperCase(), url, { token, body });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'validation-failed']);
      const named = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer.slice(1));
      expect(named).to.include.members(Object.keys(body));
    });
  }
});

describe("somebody else's things:", () => {
  const service = useService();

  it('ASVS 8.2.2 sessions, accounts and what is kept of them: by a user, or a moderator: are 403 or 404, never shown', async () => {
    const { body: victim } = await register(service());
    const { body: theirs } = await logIn(service(), victim.email);
    const listed = await service().call('GET', '/api/v1/auth/sessions', { token: theirs.accessToken });
    const session = listed.body.items[0].id;
    const requests: [string, string, object?][] = [
      ['DELETE', `/api/v1/auth/sessions/${session}`],
      ['GET', `/api/v1/users/${victim.id}`],
      ['PATCH', `/api/v1/users/${victim.id}`, { visibleName: 'Taken Over' }],
      ['DELETE', `/api/v1/users/${victim.id}`],
      ['DELETE', `/api/v1/users/${victim.id}/sessions`],
      ['GET', `/api/v1/users/${victim.id}/export`],
      [
        'PUT',
        `/api/v1/users/${victim.id}/password`,
        { currentPassword: 'x', newPassword: 'eight louder trumpets' },
      ],
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
    const me = await service().call('GET', '/api/v1/users/me', { token: theirs.accessToken });
    expect(me.body).to.deep.equal(victim);
  });
});
