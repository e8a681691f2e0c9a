import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { type CallResult, type TestService, useService } from '../../support/service.js';
import { emailTo, forgot, reset, resetToken, tokenTo, verify } from './emails.js';
import {
  password as currentPassword,
  databaseOf,
  logIn,
  outcomeOf,
  type Person,
  signedIn,
} from './people.js';

/** Whether a request of the service waits for a lock. */
const isWaiting = async (service: TestService) => {
  const query = databaseOf(service)('pg_stat_activity').whereRaw('datname = current_database()');
  return (await query.where({ wait_event_type: 'Lock' })).length > 0;
};

/** Sends the request before the removal is committed. Commits when the request waits for a lock or has its response. */
const duringRemoval = async <T>(service: TestService, table: string, id: number, send: () => Promise<T>) => {
  let isDone = false;
  const { sent } = await databaseOf(service).transaction(async (removal) => {
    await removal(table).where({ id }).delete();
    const sent = send().finally(() => {
      isDone = true;
    });
    await eventually(async () => isDone || (await isWaiting(service)), 'the request waited or was done');
    return { sent };
  });
  return sent;
};

describe('a request while its account is being removed:', () => {
  const service = useService();
  let admin = '';
  before(async () => {
    admin = await service().tokenAs('admin');
  });
  const call = (method: string, path: string, token: string, body?: object, headers = {}) =>
    service().call(method, `/api/v1${path}`, { token, body, headers });
  const byToken = (path: string, { refreshToken }: Person) =>
    service().call('POST', `/api/v1/auth/${path}`, { body: { refreshToken } });

  const ended = [401, 'session-ended'] as const;
  const notFound = [404, 'not-found'] as const;
  const usedLink = [422, 'one-time-token-invalid'] as const;
  const newPassword = 'eight loud trombones';
  type Send = (leaving: Person, prepared: string) => Promise<CallResult>;
  const races: [
    name: string,
    expected: readonly [status: number, code?: string],
    send: Send,
    prepare?: (leaving: Person) => Promise<string>,
  ][] = [
    [
      'POST with an Idempotency-Key',
      ended,
      ({ token }) =>
        call('POST', '/movies', token, { title: 'Cut short' }, { 'idempotency-key': randomUUID() }),
    ],
    ['login', [401, 'invalid-credentials'], ({ email }) => logIn(service(), email)],
    ['refresh', [401, 'token-invalid'], (one) => byToken('refresh', one)],
    ['logout by the refresh token', [401, 'token-invalid'], (one) => byToken('logout', one)],
    ['logout by the access token', [204], ({ token }) => call('POST', '/auth/logout', token)],
    ['a verification email', ended, ({ token }) => call('POST', '/auth/email/verification', token)],
    ['a reset email', [202], ({ email }) => forgot(service(), email)],
    [
      'a reset by a link',
      usedLink,
      (_, link) => reset(service(), link),
      ({ email }) => resetToken(service(), email),
    ],
    [
      'a verification by a link',
      usedLink,
      (_, link) => verify(service(), link),
      async ({ token, email }) => {
        await call('POST', '/auth/email/verification', token);
        return tokenTo(service(), email);
      },
    ],
    [
      'a change of the email',
      ended,
      ({ token, id }) =>
        call('PATCH', '/users/me', token, { email: `new-${id}@example.com`, currentPassword }),
    ],
    [
      'a change of the password',
      ended,
      ({ token }) => call('PUT', '/users/me/password', token, { currentPassword, newPassword }),
    ],
    ['its own removal', ended, ({ token }) => call('DELETE', '/users/me', token, { currentPassword })],
    ['a change by an admin', notFound, ({ id }) => call('PATCH', `/users/${id}`, admin, { role: 'user' })],
    ['a forced reset', notFound, ({ id }) => call('POST', `/users/${id}/password-reset`, admin)],
    ['the end of sessions by an admin', notFound, ({ id }) => call('DELETE', `/users/${id}/sessions`, admin)],
    ['a removal by an admin', notFound, ({ id }) => call('DELETE', `/users/${id}`, admin)],
  ];
  for (const [name, expected, send, prepare] of races) {
    it(`${name}: returns ${expected.join(' ')}`, async () => {
      const person = await signedIn(service(), { role: 'moderator' });
      const prepared = (await prepare?.(person)) ?? '';
      const response = await duringRemoval(service(), 'users', person.id, () => send(person, prepared));
      const { status, body } = response;
      expect([status, ...(status < 400 ? [] : [body.code])]).to.deep.equal(expected);
      expect(await databaseOf(service())('users').where({ id: person.id })).to.deep.equal([]);
    });
  }

  it('POST with an Idempotency-Key: has created nothing', async () => {
    expect(await databaseOf(service())('movies').where({ title: 'Cut short' })).to.deep.equal([]);
  });

  it('an invitation by an admin who is removed: is sent', async () => {
    const { id, ...inviter } = await service().user({ role: 'admin' });
    const body = { email: 'invited-in-a-race@example.com', visibleName: 'Invited in a race' };
    const token = service().tokenOf({ id, ...inviter });
    const send = () => call('POST', '/users', token, body);
    expect((await duringRemoval(service(), 'users', id, send)).status).to.equal(201);
    await emailTo(service(), body.email);
  });
});

describe('a title whose author is being removed:', () => {
  const service = useService();

  it('a write: returns 422; a removal during a write: returns 409', async () => {
    const token = await service().tokenAs('moderator');
    const call = (method: string, path: string, body?: object) =>
      service().call(method, `/api/v1/${path}`, { token, ...(body && { body }) });
    const { id } = await service().movie();
    for (const [method, path] of [
      ['POST', 'movies'],
      ['PUT', `movies/${id}`],
      ['PATCH', `movies/${id}`],
    ] as const) {
      const author = await service().author();
      const send = () => call(method, path, { title: 'With an author', authorId: author.id });
      const { status, body } = await duringRemoval(service(), 'authors', author.id, send);
      expect([method, status, body.code]).to.deep.equal([method, 422, 'author-not-found']);
    }
    const author = await service().author();
    const { sent } = await databaseOf(service()).transaction(async (creation) => {
      await creation('movies').insert({ title: 'In time', author_id: author.id, genres: [] });
      const sent = call('DELETE', `authors/${author.id}`);
      await eventually(() => isWaiting(service()), 'the removal waited');
      return { sent };
    });
    expect(outcomeOf(await sent)).to.deep.equal([409, 'author-has-titles']);
  });
});
