import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Client } from 'pg';
import pg from 'pg';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { CallResult } from '../../support/service.js';
import { logIn, outcomeOf, personWithPassword, signedIn } from './people.js';
import { useTwoInstances } from './refresh-instances.js';
import { none, worthOf } from './revoking.js';

const lanes = [0, 1, 2, 3, 4];

describe('revocation during a login:', () => {
  const { service, query } = useTwoInstances();
  let admin = '';
  before(async () => {
    admin = await service(0).tokenAs('admin');
  });
  const liveSessions = ({ id }: User) =>
    query('select id from sessions where user_id = $1 and ended_at is null', [id]);

  /** Logs in on one instance while the other one locks the account. Returns the outcome. */
  const race = async (round: number, lockOut: (user: User) => Promise<CallResult>) => {
    const user = await personWithPassword(service(0));
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
      // At once on the instance that locked the account.
      if (which === (round + 1) % 2) expect(await gone()).to.equal(true);
      else await eventually(gone, 'the token was rejected');
      const refresh = await service(which).call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
      expect(refresh.status).to.equal(401);
    }
    return 'in, and out again';
  };
  /** Runs five at a time. */
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

  it('ASVS 7.4.2 a deactivation, ten times: leaves no session, and no valid token', () =>
    races(10, (round) => ({ id }) => {
      const body = { active: false };
      return service(round + 1).call('PATCH', `/api/v1/users/${id}`, { token: admin, body });
    }));

  it('ASVS 7.4.2 a removal, ten times: leaves no session, and no valid token', () =>
    races(
      10,
      (round) =>
        ({ id }) =>
          service(round + 1).call('DELETE', `/api/v1/users/${id}`, { token: admin }),
    ));

  it('a login whose password was verified before it changed, or the account was deactivated or removed: starts no session', async () => {
    for (const sql of [
      'update users set password_hash = $2 where id = $1',
      'update users set active = length($2) < 0 where id = $1',
      'delete from users where id = $1 and length($2) > 0',
    ]) {
      const user = await personWithPassword(service(0));
      await query('delete from sessions where user_id = $1', [user.id]);
      const holder: Client = new pg.Client({ connectionString: service(0).databaseUrl });
      await holder.connect();
      await holder.query('begin');
      await holder.query('select from users where id = $1 for update', [user.id]);
      const login = logIn(service(1), user.email);
      const waiting = `select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%users%'`;
      await eventually(async () => (await query(waiting)).length === 1, 'the login waited for the account');
      await holder.query(sql, [user.id, `${user.passwordHash.slice(0, -1)}x`]);
      await holder.query('commit');
      await holder.end();
      expect(outcomeOf(await login)).to.deep.equal([401, 'invalid-credentials']);
      expect(await query('select id from sessions where user_id = $1', [user.id])).to.deep.equal([]);
    }
  });

  it('ASVS 8.3.2 a demotion during a refresh: the new token has the new role', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { id, refreshToken } = await signedIn(service(0), { role: 'admin' });
      const path = `/api/v1/users/${id}`;
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
