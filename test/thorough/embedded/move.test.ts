import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { markFolder, readMark } from '../../../src/adapters/embedded/moved-folder.js';
import { migrateIn, openForTransfer } from '../../../src/adapters/knex/migrations.js';
import { moveDatabase, placeOf } from '../../../src/composition/database-move.js';
import { ids } from '../../../src/composition/service-ids.js';
import { logIn, outcomeOf, personWithPassword, refresh, signedIn } from '../../e2e/identity/people.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { remembering } from '../../support/remembering-log.js';
import { runSql } from '../../support/run-sql.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/databases.js';
import { TestService } from '../../support/service.js';

const notes = `create table notes (id int generated always as identity, at timestamptz, x float8, raw bytea, texts text[], j jsonb)`;
const tables = "select tablename from pg_tables where schemaname = 'public'";

describe('a move of the embedded database to Postgres:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'move-'));
  const embedded = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
  let target: TestDatabase;
  const startOld = () => TestService.start(embedded, { databaseUrl: 'none' });
  /** With the migrations of a later release, which create another table. */
  const createTables = async (trx: Knex) => {
    await migrateIn(trx);
    await trx.raw(notes);
  };
  const move = (onTable: Parameters<typeof moveDatabase>[3] = () => {}, to = target.url) =>
    moveDatabase({ from: undefined, to }, { DATA_DIR: folder }, remembering([]), onTable, createTables);
  const failed = (moving: Promise<unknown>) =>
    moving.then(
      () => 'it did not fail',
      ({ message }: Error) => message,
    );

  before(async () => {
    await makeEmbeddedFolder(folder);
    const { connection, stop } = await openEmbeddedDatabase(folder, () => {});
    const database = openForTransfer(connection);
    // With types whose text is easily changed.
    await database.raw(`${notes};
      insert into notes (at, x, raw, texts, j) values ('2026-11-30 12:00:00.123456+02', 0.1, '\\x00ff', '{"a,b",null,"\\""}', '{"k": [1]}')`);
    await database.destroy();
    await stop();
    target = await createTestDatabase();
  });
  after(async () => {
    await target.drop();
    rmSync(folder, { recursive: true });
  });

  it('that fails: leaves the target empty and the folder in use', async () => {
    const messages = [
      await failed(
        move(({ name }) => {
          if (name === 'movies') throw new Error('the disk is full');
        }),
      ),
      await failed(
        move(async ({ name }) => {
          // The last table: only the COMMIT is missing.
          if (name === 'vocabulary')
            await runSql(
              target.url,
              'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
            );
        }),
      ),
    ];
    expect(messages[0]).to.include('the disk is full');
    expect(messages[1]).to.match(/^The data of .+ cannot be moved to /);
    expect(await runSql(target.url, tables)).to.deep.equal([]);
    expect(readMark(folder)).to.equal(undefined);
  });

  it('copies every table, and keeps items, accounts and sessions; what was ended stays ended', async () => {
    const old = await startOld();
    const database = old.service.container.get(ids.Database);
    const moderator = await old.tokenAs('moderator');
    const [person, ended] = [await signedIn(old), await signedIn(old)];
    await old.call('POST', '/api/v1/auth/logout', { token: ended.token, body: {} });
    const paths: string[] = [];
    for (const title of ['Vagabond', 'Cléo from 5 to 7', 'The Gleaners & I']) {
      const { body } = await old.call('POST', '/api/v1/movies', { token: moderator, body: { title } });
      paths.push(`/api/v1/movies/${body.id}`);
    }
    const first = await old.call('GET', '/api/v1/movies?limit=2');
    const read = (service: TestService) =>
      Promise.all(
        [...paths, `/api/v1/movies?limit=2&cursor=${first.body.page.nextCursor}`].map(async (path) => {
          const { body, headers } = await service.call('GET', path);
          return [body, headers.get('etag')];
        }),
      );
    const session = await logIn(old, (await personWithPassword(old)).email);
    const create = (service: TestService) =>
      service.call('POST', '/api/v1/movies', {
        token: moderator,
        body: { title: 'Created once' },
        headers: { 'idempotency-key': 'one-movie' },
      });
    const { body: once } = await create(old);
    const { body: synced } = await old.call('GET', '/api/v1/movies/sync');
    const before = await read(old);
    const storedNotes = await database('notes').select();
    await old.stop();

    const names: string[] = [];
    await move(({ name }) => {
      names.push(name);
    });
    expect(names).to.include.members(['movies', 'notes', 'sessions', 'idempotency_keys']);

    const moved = await TestService.start({}, { databaseUrl: target.url });
    try {
      expect(await read(moved)).to.deep.equal(before);
      expect(await moved.service.container.get(ids.Database)('notes').select()).to.deep.equal(storedNotes);
      const statuses = await Promise.all(
        [person, ended].map(
          async ({ token }) => (await moved.call('GET', '/api/v1/users/me', { token })).status,
        ),
      );
      expect(statuses).to.deep.equal([200, 401]);
      expect((await refresh(moved, session.body.refreshToken)).status).to.equal(200);
      expect((await create(moved)).body.id).to.equal(once.id);
      const sync = await moved.call('GET', `/api/v1/movies/sync?token=${synced.token}`);
      expect(outcomeOf(sync)).to.deep.equal([410, 'sync-token-expired']);
      const created = await moved.call('POST', '/api/v1/movies', {
        token: moderator,
        body: { title: 'Faces Places' },
      });
      expect([created.status, created.body.id]).to.deep.equal([201, once.id + 1]);
      const [{ id, cache_id: cacheId }] = await moved.service.container
        .get(ids.Database)('installation')
        .select();
      expect(cacheId).not.to.equal(id);
    } finally {
      await moved.stop();
    }
  });

  it('from a database that the service has never used, as when DB_URL names the target: names the source', async () => {
    const unused = await createTestDatabase();
    try {
      const moving = moveDatabase(
        { from: unused.url, to: unused.url },
        { DATA_DIR: folder },
        remembering([]),
        () => {},
      );
      expect(await failed(moving)).to.equal(
        `The data of ${placeOf(unused.url)} cannot be moved to ${placeOf(unused.url)}: the source has no data of this service`,
      );
    } finally {
      await unused.drop();
    }
  });

  it('afterwards: the folder is not started, and the target, which is not empty, is not moved to again', async () => {
    expect(await failed(startOld())).to.match(/were moved to .+: set DB_URL/);
    expect(await failed(move())).to.match(/were moved to /);
    rmSync(join(folder, 'moved.json'));
    expect(await failed(move())).to.match(/it is not empty \(api_key/);
  });

  it('after an interrupted move: nothing is started, and the move can be repeated to the same target only', async () => {
    const other = await createTestDatabase();
    markFolder(folder, { state: 'moving', to: placeOf(other.url) });
    expect(await failed(startOld())).to.match(/was interrupted\. If that database has the tables/);
    expect(await failed(move())).to.match(/was interrupted/);
    await move(() => {}, other.url);
    expect(readMark(folder)).to.deep.equal({ state: 'moved', to: placeOf(other.url) });
    await other.drop();
  });
});
