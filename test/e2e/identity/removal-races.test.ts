import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { type CallResult, useService } from '../../support/service.js';
import { forgot, forgotten, lettersSent, letterTo, reset, tokenTo, verify } from './letters.js';
import { logIn } from './people.js';
import { removalsOf } from './removals.js';
import { passwordHash } from './revoking.js';

const currentPassword = 'seven quiet violins';

/** Somebody who signed in, whose account is being removed. */
interface Leaving {
  readonly id: number;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

interface Race {
  readonly name: string;
  readonly prepare?: (leaving: Leaving) => Promise<string>;
  readonly send: (leaving: Leaving, prepared: string) => Promise<CallResult>;
  readonly expected: readonly [status: number, code?: string];
}

describe('a request while its account is being removed:', () => {
  const service = useService({ LIMITS__FORGOT: '1000/1h' });
  let admin = '';
  let hash = '';
  before(async () => {
    admin = await service().tokenAs('admin');
    hash = await passwordHash(service());
  });
  const knex = () => service().service.container.get(ids.Database);
  const call = (method: string, path: string, token: string, body?: object, headers = {}) =>
    service().call(method, `/api/v1${path}`, { token, body, headers });

  const { someoneWaits, during } = removalsOf(service);

  const leaving = async (): Promise<Leaving> => {
    const { id, email } = await service().user({ passwordHash: hash, role: 'moderator' });
    const { accessToken: token, refreshToken } = (await logIn(service(), email)).body;
    return { id, email, token, refreshToken };
  };

  const movie = { title: 'Cléo from 5 to 7' };
  const races: readonly Race[] = [
    {
      name: 'POST with an Idempotency-Key',
      send: ({ token }) =>
        call('POST', '/movies', token, { title: 'Vagabond' }, { 'idempotency-key': randomUUID() }),
      expected: [401, 'session-ended'],
    },
    {
      name: 'POST without an Idempotency-Key',
      send: ({ token }) => call('POST', '/movies', token, movie),
      expected: [201],
    },
    {
      name: 'PATCH of an item',
      prepare: async () => String((await service().movie()).id),
      send: ({ token }, id) => call('PATCH', `/movies/${id}`, token, { runtimeMinutes: 175 }),
      expected: [200],
    },
    {
      name: 'login',
      send: ({ email }) => logIn(service(), email),
      expected: [401, 'invalid-credentials'],
    },
    {
      name: 'refresh',
      send: ({ refreshToken }) => service().call('POST', '/api/v1/auth/refresh', { body: { refreshToken } }),
      expected: [401, 'token-invalid'],
    },
    {
      name: 'logout by the refresh token',
      send: ({ refreshToken }) => service().call('POST', '/api/v1/auth/logout', { body: { refreshToken } }),
      expected: [401, 'token-invalid'],
    },
    {
      name: 'logout by the access token',
      send: ({ token }) => call('POST', '/auth/logout', token),
      expected: [204],
    },
    {
      name: 'ending all sessions',
      send: ({ token }) => call('DELETE', '/auth/sessions', token),
      expected: [204],
    },
    {
      name: 'asking for the verification email',
      send: ({ token }) => call('POST', '/auth/email/verification', token),
      expected: [401, 'session-ended'],
    },
    { name: 'asking for a reset email', send: ({ email }) => forgot(service(), email), expected: [202] },
    {
      name: 'choosing a password by a link',
      prepare: ({ email }) => forgotten(service(), email),
      send: (_, token) => reset(service(), token),
      expected: [422, 'one-time-token-invalid'],
    },
    {
      name: 'verifying an email by a link',
      prepare: async ({ token, email }) => {
        await call('POST', '/auth/email/verification', token);
        return tokenTo(service(), email);
      },
      send: (_, token) => verify(service(), token),
      expected: [422, 'one-time-token-invalid'],
    },
    {
      name: 'changing the email',
      send: ({ token, id }) =>
        call('PATCH', '/users/me', token, { email: `new-${id}@example.com`, currentPassword }),
      expected: [401, 'session-ended'],
    },
    {
      name: 'changing the password',
      send: ({ token }) =>
        call('PUT', '/users/me/password', token, { currentPassword, newPassword: 'eight loud trombones' }),
      expected: [401, 'session-ended'],
    },
    {
      name: 'removing the same account',
      send: ({ token }) => call('DELETE', '/users/me', token, { currentPassword }),
      expected: [401, 'session-ended'],
    },
    {
      name: 'a change of it by an admin',
      send: ({ id }) => call('PATCH', `/users/${id}`, admin, { role: 'user' }),
      expected: [404, 'not-found'],
    },
    {
      name: 'a forced reset of it by an admin',
      send: ({ id }) => call('POST', `/users/${id}/password-reset`, admin),
      expected: [404, 'not-found'],
    },
    {
      name: 'the end of its sessions by an admin',
      send: ({ id }) => call('DELETE', `/users/${id}/sessions`, admin),
      expected: [404, 'not-found'],
    },
    {
      name: 'its removal by an admin',
      send: ({ id }) => call('DELETE', `/users/${id}`, admin),
      expected: [404, 'not-found'],
    },
  ];

  for (const { name, prepare, send, expected } of races) {
    it(`${name}: answers ${expected.join(' ')}`, async () => {
      const person = await leaving();
      const prepared = (await prepare?.(person)) ?? '';
      const { status, body } = await during('users', person.id, () => send(person, prepared));
      expect([status, ...(status < 400 ? [] : [body.code])]).to.deep.equal(expected);
      expect(await knex()('users').where({ id: person.id })).to.deep.equal([]);
    });
  }

  it('POST with an Idempotency-Key: has created nothing', async () => {
    expect(await knex()('movies').where({ title: 'Vagabond' })).to.deep.equal([]);
  });

  it('an invitation by an admin who is removed: is sent', async () => {
    const inviter = await service().user({ role: 'admin' });
    const token = service().tokenOf(inviter);
    const email = 'invited-in-a-race@example.com';
    const body = { email, visibleName: 'Invited in a race' };
    const { status } = await during('users', inviter.id, () => call('POST', '/users', token, body));
    expect(status).to.equal(201);
    expect((await letterTo(service(), email)).to).to.equal(email);
  });

  it('an email job that is due: is dropped, and those after it are sent', async () => {
    const person = await leaving();
    await lettersSent(service());
    const before = service().mails.length;
    await knex().transaction(async (removal) => {
      await removal('users').where({ id: person.id }).delete();
      await forgot(service(), person.email);
      await eventually(someoneWaits, 'the email job waited for the account');
    });
    await lettersSent(service());
    expect(service().mails).to.have.length(before);
  });
});
