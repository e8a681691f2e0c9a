import { expect } from 'chai';
import { Client } from 'pg';
import { ids } from '../../../src/composition/service-ids.js';
import { ofUser } from '../../../src/core/identity/api-key.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { emptyDatabase } from '../../support/environment.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { TestService } from '../../support/service.js';
import { keyOf, myKeys } from './api-keys.js';
import { type Person, signedIn } from './people.js';
import { acts, aUser, worthOf } from './revoking.js';

const permissions = '/api/v1/permissions';

describe('revocation, when something fails:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let proxy: TcpProxy;
  let client: Client;
  let one: TestService;
  let other: TestService;
  let admin = '';
  before(async () => {
    database = await emptyDatabase();
    proxy = await startTcpProxy(database.url);
    client = new Client({ connectionString: database.url });
    await client.connect();
    one = await TestService.start({}, { databaseUrl: proxy.url });
    // Its connections use functions of this test instead of those of Postgres, so that only its feed can be broken.
    const url = new URL(proxy.url);
    url.searchParams.set('options', '-c search_path=public,pg_catalog');
    other = await TestService.start({}, { databaseUrl: url.href });
    admin = await one.tokenAs('admin');
  });
  after(async () => {
    await other?.stop();
    await one?.stop();
    await client?.end();
    await proxy?.stop();
    await database?.drop();
  });
  afterEach(() => expectNoOpenTransaction(database.url));

  const isLagging = (instance: TestService) =>
    instance.service.container.get(ids.Infrastructure).feedStatus.isLagging();
  const breakFeed = () =>
    client.query(`create function public.pg_control_system(out system_identifier bigint) language plpgsql
      as 'begin raise exception ''broken''; end'`);
  const repairFeed = () => client.query('drop function public.pg_control_system()');
  const read = async (instance: TestService, token: string, path = permissions) => {
    const { status, headers } = await instance.call('GET', path, { token });
    return { status, retryAfter: headers.get('retry-after') };
  };

  it('an instance whose feed is broken: queries the database, and applies every change with the next request', async () => {
    await breakFeed();
    await eventually(() => isLagging(other) && !isLagging(one), 'it alone lagged');
    let queries = 0;
    // Email jobs and housekeeping query other tables.
    const note = ({ sql }: { sql: string }) => {
      if (/^select .* from "sessions" inner join "users"/.test(sql)) queries += 1;
    };
    other.service.container.get(ids.Database).on('query', note);
    for (const { name, act, worth } of acts) {
      const person = await signedIn(one);
      queries = 0;
      expect((await read(other, person.token)).status).to.equal(200);
      expect(queries).to.equal(1);
      expect(await worthOf(other, person.token)).to.deep.equal(aUser);
      await act(one, person, admin);
      expect({ name, worth: await worthOf(other, person.token) }).to.deep.equal({ name, worth });
    }
    const person = await signedIn(one);
    const { id, key } = await keyOf(one, ofUser(person.id));
    for (let i = 0; i < 3; i += 1) expect((await read(other, key)).status).to.equal(200);
    await one.call('DELETE', `${myKeys}/${id}`, { token: person.token });
    expect((await read(other, key)).status).to.equal(401);
    await repairFeed();
    await eventually(async () => {
      queries = 0;
      expect((await read(other, person.token)).status).to.equal(200);
      return queries === 0;
    }, 'it followed again');
    other.service.container.get(ids.Database).off('query', note);
    const lines = other.log.filter(({ message }) => message.includes('changes'));
    expect(lines.map(({ level }) => level).join()).to.match(/^info(,warn,info)+$/);
  });

  it('ASVS 16.5.1-.3 without a database: once the instances lag, every token gets 503', async () => {
    const [person, revoked] = [await signedIn(one), await signedIn(one)];
    await one.call('POST', '/api/v1/auth/logout', { token: revoked.token });
    const instances = [one, other];
    const { key } = await keyOf(one, ofUser(person.id));
    for (const instance of instances) expect((await read(instance, key)).status).to.equal(200);
    for (const instance of instances) {
      await eventually(async () => (await read(instance, revoked.token)).status === 401, 'it was revoked');
    }
    await proxy.cut();
    const seen = new Set<number>();
    for (const instance of instances) {
      const isLaggingNow = async () => {
        seen.add((await read(instance, revoked.token)).status);
        return isLagging(instance);
      };
      await eventually(isLaggingNow, 'it lagged');
    }
    for (const instance of instances) {
      const responses = [
        await read(instance, person.token),
        await read(instance, person.token, '/api/v1/users/me'),
        await read(instance, revoked.token),
        await read(instance, revoked.token, '/api/v1/movies'),
        await read(instance, key),
      ];
      for (const { status, retryAfter } of responses) {
        expect(status).to.equal(503);
        expect(Number(retryAfter)).to.be.within(1, 60);
      }
    }
    expect([...seen].filter((status) => status !== 401 && status !== 503)).to.deep.equal([]);
    const cookie = async (value: string, path = permissions) =>
      (await one.call('GET', path, { headers: { cookie: `access_token=${value}` } })).status;
    expect([
      await cookie('no token'),
      await cookie(''),
      (await one.call('GET', permissions)).status,
    ]).to.deep.equal([200, 200, 200]);
    expect([await cookie(person.token), await cookie(revoked.token)]).to.deep.equal([503, 503]);
    expect(await cookie('no token', '/api/v1/users/me')).to.equal(401);
    await proxy.heal();
    for (const instance of instances) {
      await eventually(() => !isLagging(instance), 'it followed again');
      for (const token of [person.token, key]) expect((await read(instance, token)).status).to.equal(200);
      expect((await read(instance, revoked.token)).status).to.equal(401);
    }
    expect([await cookie(person.token), await cookie(revoked.token)]).to.deep.equal([200, 200]);
  });

  it('an instance cut off during a revocation: rejects from its first response on', async () => {
    const direct = await TestService.start({}, { databaseUrl: database.url });
    try {
      const people = await Promise.all(acts.map(() => signedIn(direct)));
      for (const { token } of people) expect(await worthOf(one, token)).to.deep.equal(aUser);
      await proxy.cut();
      for (const [i, { act }] of acts.entries()) await act(direct, people[i] as Person, admin);
      await eventually(() => isLagging(one), 'it lagged');
      await proxy.heal();
      const isBack = async () => {
        const seen = await Promise.all(people.map(({ token }) => worthOf(one, token)));
        for (const [i, statuses] of seen.entries()) {
          const { name, worth } = acts[i] as (typeof acts)[number];
          const wrong = statuses.filter((status, place) => status !== 503 && status !== worth[place]);
          expect({ name, wrong }).to.deep.equal({ name, wrong: [] });
        }
        return !seen.flat().includes(503);
      };
      await eventually(isBack, 'it served again');
    } finally {
      await direct.stop();
    }
  });
});
