import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Client } from 'pg';
import pg from 'pg';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { CallResult } from '../../support/service.js';
import { logIn } from './people.js';
import { useTwoInstances } from './refresh-instances.js';
import { none, passwordHash, worthOf } from './revoking.js';

const lanes = [0, 1, 2, 3, 4];

describe('revocation during a login:', () => {
  const { service, query } = useTwoInstances();
  let admin = '';
  let hash = '';
  before(async () => {
    admin = await service(0).tokenAs('admin');
    hash = await passwordHash(service(0));
  });
  const liveSessions = ({ id }: User) =>
    query('select id from sessions where user_id = $1 and ended_at is null', [id]);

  /** Logs in on one instance while the other locks the account out; returns the outcome. */
  const race = async (round: number, lockOut: (user: User) => Promise<CallResult>) => {
    const user = await service(0).user({ passwordHash: hash });
    const signingIn = logIn(service(round), user.email);
    const moment = round % 10 === 9 ? signingIn : sleep((round % 10) * 12);
    const [login, locked] = await Promise.all([signingIn, moment.then(() => lockOut(user))]);
    expect(locked.status).to.be.oneOf([200, 204]);
    expect(login.status).to.be.oneOf([200, 401]);
    expect(await liveSessions(user)).to.deep.equal([]);
    if (login.status !== 200) return 'too late';
    const { accessToken, refreshToken } = login.body;
    for (const which of [0, 1]) {
      const gone = async () => `${await worthOf(service(which), accessToken)}` === `${none}`;
      // On the instance that locked them out at once.
      if (which === (round + 1) % 2) expect(await gone()).to.equal(true);
      else await eventually(gone, 'the token was refused');
      const refresh = await service(which).call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
      expect(refresh.status).to.equal(401);
    }
    return 'in, and out again';
  };
  /** In five lanes at once. */
  const races = async (rounds: number, lockOut: (round: number) => (user: User) => Promise<CallResult>) => {
    const ends: string[] = [];
    const lane = async (first: number) => {
      for (let round = first; round < rounds; round += lanes.length)
        ends.push(await race(round, lockOut(round)));
    };
    await Promise.all(lanes.map(lane));
    expect(ends).to.have.length(rounds);
    expect(ends).to.include('in, and out again');
  };

  it('ASVS 7.4.2 a deactivation, thirty times: leaves no session, and no valid token', () =>
    races(30, (round) => ({ id }) => {
      const body = { active: false };
      return service(round + 1).call('PATCH', `/api/v1/users/${id}`, { token: admin, body });
    }));

  it('ASVS 7.4.2 a removal, twenty times: leaves no session, and no valid token', () =>
    races(
      20,
      (round) =>
        ({ id }) =>
          service(round + 1).call('DELETE', `/api/v1/users/${id}`, { token: admin }),
    ));

  const changes = {
    'its password changed': 'update users set password_hash = $2 where id = $1',
    'it was deactivated': 'update users set active = length($2) < 0 where id = $1',
    'it was removed': 'delete from users where id = $1 and length($2) > 0',
  };
  for (const [what, sql] of Object.entries(changes)) {
    it(`a login whose password was verified before ${what}: starts no session`, async () => {
      const user = await service(0).user({ passwordHash: hash });
      await query('delete from sessions where user_id = $1', [user.id]);
      const holder: Client = new pg.Client({ connectionString: service(0).databaseUrl });
      await holder.connect();
      await holder.query('begin');
      await holder.query('select from users where id = $1 for update', [user.id]);
      const login = logIn(service(1), user.email);
      const waiting = `select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%users%'`;
      await eventually(async () => (await query(waiting)).length === 1, 'the login waited for the account');
      await holder.query(sql, [user.id, `${hash.slice(0, -1)}x`]);
      await holder.query('commit');
      await holder.end();
      const { status, body } = await login;
      expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'invalid-credentials' });
      expect(await query('select id from sessions where user_id = $1', [user.id])).to.deep.equal([]);
    });
  }

  it('a login while another transaction locks the account and changes nothing: starts a session', async () => {
    const user = await service(0).user({ passwordHash: hash });
    await query('begin');
    await query('select from users where id = $1 for update', [user.id]);
    const login = logIn(service(1), user.email);
    await sleep(300);
    await query('commit');
    expect((await login).status).to.equal(200);
    expect(await liveSessions(user)).to.have.length(2);
  });

  it('ASVS 8.3.2 a demotion during a refresh: the new token has the new role', async () => {
    for (let round = 0; round < 6; round += 1) {
      const user = await service(0).user({ passwordHash: hash, role: 'admin' });
      const { refreshToken } = (await logIn(service(0), user.email)).body;
      const path = `/api/v1/users/${user.id}`;
      const [{ body }] = await Promise.all([
        service(round).call('POST', '/api/v1/auth/refresh', { body: { refreshToken } }),
        service(0).call('PATCH', path, { token: admin, body: { role: 'user' } }),
      ]);
      expect(await worthOf(service(0), body.accessToken)).to.deep.equal([200, 403]);
      const soon = async () => (await worthOf(service(1), body.accessToken))[1] === 403;
      await eventually(soon, 'the new role counted');
    }
  });
});
