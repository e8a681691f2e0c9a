import { expect } from 'chai';
import type { Knex } from 'knex';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { emptyDatabase } from '../../support/environment.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { TestService } from '../../support/service.js';

describe('two instances, one of which loses its connection to Postgres', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let proxy: TcpProxy;
  let knex: Knex;
  let stalled: TestService;
  let other: TestService;
  before(async () => {
    database = await emptyDatabase();
    proxy = await startTcpProxy(database.url);
    knex = open(database.url);
    // One connection, so that the next request gets the one on which the statement timed out.
    const env = { DB__STATEMENT_TIMEOUT_MS: '500', DB__POOL_MAX: '1' };
    stalled = await TestService.start(env, { databaseUrl: proxy.url });
    other = await TestService.start({}, { databaseUrl: database.url });
  });
  after(async () => {
    await other?.stop();
    await stalled?.stop();
    await knex?.destroy();
    await proxy?.stop();
    await database?.drop();
  });

  it('after its UPDATE was sent: no request reads or commits the value of that change', async () => {
    const { id } = await other.movie({ title: 'Before' });
    const token = await other.tokenAs('moderator');
    const imdbId = 'tt7654321';
    const change = () =>
      stalled.call('PATCH', `/api/v1/movies/${id}`, { token, body: { title: 'Abandoned', imdbId } });
    // The UPDATE waits for a transaction that has inserted the same imdbId, and continues after its rollback.
    const blocker = await knex.transaction();
    await blocker('movies').insert({ title: 'Blocker', genres: [], imdb_id: imdbId });
    const isWaiting = async () =>
      (
        await knex('pg_stat_activity')
          .whereILike('query', 'update "movies"%')
          .where({ wait_event_type: 'Lock' })
      ).length > 0;
    const changed = change();
    await eventually(isWaiting, 'the UPDATE waited');
    proxy.freeze();
    await blocker.rollback();
    expect((await changed).status).to.equal(503);
    await proxy.heal();

    const titleOn = async (service: TestService) => {
      let response = await service.call('GET', `/api/v1/movies/${id}`);
      // The database can be reached again, but connections may still be opening.
      for (let i = 0; response.status === 503 && i < 400; i += 1)
        response = await service.call('GET', `/api/v1/movies/${id}`);
      return response.body.title;
    };
    for (let round = 0; round < 5; round += 1)
      for (const service of [stalled, other]) expect(await titleOn(service)).to.equal('Before');
    const unrelated = await stalled.call('POST', '/api/v1/authors', { token, body: { name: 'Unrelated' } });
    expect(unrelated.status).to.equal(201);
    expect(await knex('movies').where({ id }).first('title', 'version')).to.deep.equal({
      title: 'Before',
      version: 1,
    });
    for (const service of [stalled, other]) expect(await titleOn(service)).to.equal('Before');
    expect((await change()).body).to.include({ title: 'Abandoned', imdbId });
    for (const service of [stalled, other]) expect(await titleOn(service)).to.equal('Abandoned');
    await expectNoOpenTransaction(database.url);
  });
});
