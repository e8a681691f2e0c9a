import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { ofUser } from '../../../src/core/identity/api-key.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';
import { keyOf, myKeys } from './api-keys.js';
import { databaseOf, outcomeOf, signedIn } from './people.js';
import { useTwoInstances } from './refresh-instances.js';

const permissions = '/api/v1/permissions';
const movies = '/api/v1/movies';

describe('requests with API keys, over two instances:', () => {
  const { service, query } = useTwoInstances();
  const worth = async (which: number, token: string) =>
    (await service(which).call('POST', movies, { token, body: {} })).status;

  it('run no query for authentication, and write nothing; an end and a demotion count at once here, and soon there', async () => {
    const owner = await signedIn(service(0), { role: 'moderator' });
    const { id, key } = await keyOf(service(0), ofUser(owner.id), { permissions: ['catalogue:write'] });
    for (const which of [0, 1]) {
      expect(await worth(which, key)).to.equal(422);
      let queries: string[] = [];
      const note = ({ sql }: { sql: string }) => sql.includes('"mail_queue"') || queries.push(sql);
      const database = databaseOf(service(which)).on('query', note);
      // An instance that lagged for a moment queries until it has caught up.
      await eventually(async () => {
        queries = [];
        for (let i = 0; i < 5; i += 1) expect(await worth(which, key)).to.equal(422);
        return queries.length === 0;
      }, 'nothing was queried');
      database.off('query', note);
    }
    const admin = await service(0).tokenAs('admin');
    await service(0).call('PATCH', `/api/v1/users/${owner.id}`, { token: admin, body: { role: 'user' } });
    expect(await worth(0, key)).to.equal(403);
    await eventually(async () => (await worth(1, key)) === 403, 'the demotion counted');
    await service(1).call('DELETE', `${myKeys}/${id}`, { token: owner.token });
    expect(await worth(1, key)).to.equal(401);
    await eventually(async () => (await worth(0, key)) === 401, 'the end counted');
  });

  it('in psql, an end or another expiry of a key: counts soon on all instances', async () => {
    for (const sql of [
      'delete from api_keys where id = $1',
      'update api_keys set expires_at = now() where id = $1',
    ]) {
      const owner = await service(0).user({ role: 'moderator' });
      const { id, key } = await keyOf(service(0), ofUser(owner.id), { permissions: ['catalogue:write'] });
      for (const which of [0, 1]) expect(await worth(which, key)).to.equal(422);
      await query(sql, [id]);
      for (const which of [0, 1])
        await eventually(async () => (await worth(which, key)) === 401, 'it counted');
    }
  });

  it('the hundredth key: is the last, also of many that are created at once', async () => {
    const owner = await service(0).user();
    await query(
      `insert into api_keys (id, hash, name, permissions, user_id)
        select left(md5(n::text), 16), '', 'A program', '{catalogue:read}', $1 from generate_series(1, 97) n`,
      [owner.id],
    );
    const codes = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        keyOf(service(i % 2), ofUser(owner.id)).then(
          () => 'created',
          ({ code }) => code as string,
        ),
      ),
    );
    expect(codes.filter((code) => code === 'created')).to.have.length(3);
    expect(codes.filter((code) => code === 'too-many-keys')).to.have.length(5);
  });

  it('when they were used: is written together, with neither a new version nor a change for other instances', async () => {
    const owner = await signedIn(service(0));
    const { id, key } = await keyOf(service(0), ofUser(owner.id));
    const read = () => service(0).call('GET', `${myKeys}/${id}`, { token: owner.token });
    const unused = await read();
    expect(unused.body.lastUsedAt).to.equal(null);
    for (let i = 0; i < 3; i += 1) await service(0).call('GET', permissions, { token: key });
    const changes = () => query("select seq from changes where kind = 'api_keys' and id = $1", [id]);
    await service(0).service.container.get(ids.Keys).uses.flush();
    const used = await read();
    expect(Date.parse(used.body.lastUsedAt)).to.be.closeTo(Date.now(), 60_000);
    expect(used.headers.get('etag')).to.equal(unused.headers.get('etag'));
    expect(await changes()).to.deep.equal([]);
  });
});

describe('limits of API keys:', () => {
  const service = useService({ LIMITS__KEY: '3/1m', LIMITS__UNKNOWN_KEY: '2/1m' });
  const call = (token: string, method = 'GET', path = permissions, body?: object) =>
    service().call(method, path, { token, ...(body && { body }) });
  const limitOf = ({ headers }: { headers: Headers }) => [
    headers.get('ratelimit-policy'),
    headers.get('ratelimit')?.replace(/t=\d+$/, 't'),
  ];

  it('every response to a key: reports its limit; over it, 429; a new name resets nothing, and other keys have their own', async () => {
    const owner = await signedIn(service());
    const [first, second] = [
      await keyOf(service(), ofUser(owner.id)),
      await keyOf(service(), ofUser(owner.id)),
    ];
    const policy = '"key";q=3;w=60';
    expect(limitOf(await call(first.key))).to.deep.equal([policy, '"key";r=2;t']);
    expect(limitOf(await call(first.key, 'GET', '/api/v1/users'))).to.deep.equal([policy, '"key";r=1;t']);
    await call(owner.token, 'PATCH', `${myKeys}/${first.id}`, { name: 'Renamed' });
    const missing = await call(first.key, 'GET', `${movies}/2147483647`);
    expect([missing.status, ...limitOf(missing)]).to.deep.equal([404, policy, '"key";r=0;t']);
    const over = await call(first.key);
    expect(outcomeOf(over)).to.deep.equal([429, 'too-many-requests']);
    expect(Number(over.headers.get('retry-after'))).to.be.within(1, 60);
    expect(limitOf(over)).to.deep.equal([policy, '"key";r=0;t']);
    expect(limitOf(await call(second.key))).to.deep.equal([policy, '"key";r=2;t']);
    expect(limitOf(await call(owner.token))).to.deep.equal([null, undefined]);
  });

  it('guesses: over the limit of their address, return 429 and query nothing; known keys still work', async () => {
    const owner = await service().user({ role: 'admin' });
    const known = await keyOf(service(), ofUser(owner.id));
    await call(known.key);
    const { manageKeys } = service().service.container.get(ids.Keys);
    const gone = [];
    for (let i = 0; i < 3; i += 1) {
      const created = await keyOf(service(), ofUser(owner.id));
      await manageKeys.remove(created.id, undefined, undefined, { actorId: null, ip: null, requestId: null });
      gone.push(created.key);
    }
    const [one = '', two = '', three = ''] = gone;
    for (const guess of [one, two]) expect(outcomeOf(await call(guess))).to.deep.equal([401, 'key-invalid']);
    const queries: string[] = [];
    const note = ({ sql }: { sql: string }) => sql.includes('"api_keys"') && queries.push(sql);
    const database = databaseOf(service()).on('query', note);
    expect(outcomeOf(await call(three))).to.deep.equal([429, 'too-many-requests']);
    expect((await call(known.key)).status).to.equal(200);
    database.off('query', note);
    expect(queries).to.deep.equal([]);
    // A key of the wrong form was never issued, and costs nothing.
    expect(outcomeOf(await call('pdba_nonsense'))).to.deep.equal([401, 'key-invalid']);
  });
});
