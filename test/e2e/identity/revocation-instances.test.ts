import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { TestService } from '../../support/service.js';
import { emailsSent } from './emails.js';
import { logIn, signedIn } from './people.js';
import { useTwoInstances } from './refresh-instances.js';
import { acts, anAdmin, aUser, none, worthOf } from './revoking.js';

describe('revocation, over two instances:', () => {
  const { service, query } = useTwoInstances();
  let admin = '';
  before(async () => {
    admin = await service(0).tokenAs('admin');
  });

  /** Waits until a token gets the statuses, and checks that it still does. */
  const becomes = async (instance: TestService, token: string, worth: readonly number[]) => {
    const is = async () => `${await worthOf(instance, token)}` === `${worth}`;
    await eventually(is, `the token was worth ${worth}`);
    // Only a part of the change may have been applied by then.
    await instance.service.container.get(ids.ReadCache).waitForInvalidation();
    expect(await worthOf(instance, token)).to.deep.equal(worth);
  };

  for (const [round, { id, name, act, worth }] of acts.entries()) {
    it(`${id} ${name}: counts with the next request on the same instance, and soon on the other`, async () => {
      const [here, there] = [service(round), service(round + 1)];
      const person = await signedIn(there);
      for (const instance of [here, there]) {
        expect(await worthOf(instance, person.token)).to.deep.equal(aUser);
      }
      expect((await act(here, person, admin)).status).to.be.oneOf([200, 204]);
      expect(await worthOf(here, person.token)).to.deep.equal(worth);
      await becomes(there, person.token, worth);
      const { refreshToken } = person;
      for (const instance of [there, here]) {
        const { status } = await instance.call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
        expect(status).to.equal(worth[0]);
      }
    });
  }

  it('ASVS 7.4.1 a logout repeated on the other instance at once: counts there with the next request', async () => {
    const { token } = await signedIn(service(1));
    for (const which of [0, 1]) await service(which).call('POST', '/api/v1/auth/logout', { token });
    expect(await worthOf(service(1), token)).to.deep.equal(none);
  });

  it('ASVS 8.3.2 a promotion, on its way to the other instance: ends no session', async () => {
    const person = await signedIn(service(0));
    const path = `/api/v1/users/${person.id}`;
    for (const [role, worth] of [
      ['moderator', aUser],
      ['admin', anAdmin],
    ] as const) {
      await service(0).call('PATCH', path, { token: admin, body: { role } });
      const seen = new Set<number>();
      const is = async () => {
        const [own = 0, all] = await worthOf(service(1), person.token);
        seen.add(own);
        return all === worth[1];
      };
      await eventually(is, `${role} counted`);
      expect([...seen]).to.deep.equal([200]);
    }
  });

  it('ASVS 8.3.2 a login after a reactivation: is accepted by an instance that has only applied the deactivation', async () => {
    const person = await signedIn(service(0));
    const path = `/api/v1/users/${person.id}`;
    for (let round = 0; round < 3; round += 1) {
      await service(0).call('PATCH', path, { token: admin, body: { active: false } });
      await becomes(service(1), person.token, none);
      await service(0).call('PATCH', path, { token: admin, body: { active: true } });
      const { accessToken } = (await logIn(service(0), person.email)).body;
      expect(await worthOf(service(1), accessToken)).to.deep.equal(aUser);
    }
  });

  it('in psql, a new role, a deactivation or the end of sessions: counts soon on all instances, for that account only', async () => {
    const other = await signedIn(service(1));
    for (const [sql, worth] of [
      ["update users set role = 'admin' where id = $1", anAdmin],
      ['update users set active = false where id = $1', none],
      ['delete from sessions where user_id = $1', none],
    ] as const) {
      const person = await signedIn(service(0));
      expect(await worthOf(service(0), person.token)).to.deep.equal(aUser);
      await query(sql, [person.id]);
      for (const instance of [service(0), service(1)]) {
        await becomes(instance, person.token, worth);
        expect(await worthOf(instance, other.token)).to.deep.equal(aUser);
      }
    }
  });
});

describe('authenticated requests:', () => {
  const { service, query } = useTwoInstances();

  it('on an instance that does not lag: run no query for authentication', async () => {
    const [person, other] = [await signedIn(service(0)), await signedIn(service(0))];
    await query("update users set role = 'moderator' where id = $1", [person.id]);
    await service(0).call('POST', '/api/v1/auth/logout', { token: other.token });
    await emailsSent(service());
    for (const instance of [service(0), service(1)]) {
      await eventually(
        async () =>
          (await instance.call('POST', '/api/v1/authors', { token: person.token, body: {} })).status === 422,
        'the new role counted',
      );
      const get = (path: string, token: string) => instance.call('GET', path, { token });
      const isKnown = async () => (await get('/api/v1/permissions', other.token)).status === 401;
      await eventually(isKnown, 'the logout counted');
      let queries: string[] = [];
      // Due email jobs are polled every second.
      const note = ({ sql }: { sql: string }) => sql.includes('"mail_queue"') || queries.push(sql);
      const database = instance.service.container.get(ids.Database).on('query', note);
      // An instance that lagged for a second queries until it has caught up.
      await eventually(async () => {
        queries = [];
        for (let i = 0; i < 6; i += 1) {
          expect((await get('/api/v1/permissions', person.token)).status).to.equal(200);
          expect((await get('/api/v1/permissions', other.token)).status).to.equal(401);
          expect((await get('/api/v1/users', person.token)).status).to.equal(403);
          await sleep(50);
        }
        return queries.length === 0;
      }, 'nothing was queried');
      await eventually(async () => {
        queries = [];
        expect((await get('/api/v1/users/me', person.token)).status).to.equal(200);
        return queries.length === 1 && /^select .* from "users"/.test(queries[0] ?? '');
      }, 'only the account was queried');
      database.off('query', note);
    }
  });
});
