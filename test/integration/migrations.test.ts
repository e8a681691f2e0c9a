import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import knex, { type Knex } from 'knex';
import { migrationConfig } from '../../src/adapters/knex/database.js';
import { migrate, pendingMigrations } from '../../src/adapters/knex/migrations.js';
import { builtProgram } from '../support/built-program.js';
import { createTestDatabase } from '../support/servers/databases.js';
import { runs } from '../support/thorough.js';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Names of the sources, by which databases are told what they have. */
const names = async () =>
  (await readdir(join(root, 'migrations')))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();

/** All that a schema is made of, without what knex keeps for itself. */
const schemaOf = async (database: Knex) => {
  const { rows: columns } = await database.raw(
    `select table_name, column_name, data_type, is_nullable, column_default, is_identity
     from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`,
  );
  const { rows: constraints } = await database.raw(
    `select conrelid::regclass::text as name, conname, pg_get_constraintdef(oid) from pg_constraint
     where connamespace = 'public'::regnamespace order by 1, 2`,
  );
  const { rows: indexes } = await database.raw(
    `select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2`,
  );
  const { rows: triggers } = await database.raw(
    `select tgrelid::regclass::text as name, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2`,
  );
  const { rows: functions } = await database.raw(
    `select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e') order by 1, 2`,
  );
  return { columns, constraints, indexes, triggers, functions };
};

describe('migrations', () => {
  const closing: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closing) await close();
  });
  const blankDatabase = async () => {
    const { url, drop } = await createTestDatabase();
    const database = knex(migrationConfig({ connectionString: url }));
    closing.push(() => database.destroy(), drop);
    return { url, database };
  };

  it('up: on an empty database: leaves none pending, and again changes nothing', async () => {
    const { url, database } = await blankDatabase();
    expect(await pendingMigrations(database)).to.deep.equal(await names());
    await migrate({ connectionString: url });
    expect(await pendingMigrations(database)).to.deep.equal([]);
    await database('authors').insert({ name: 'Agnès Varda' });
    const [schema, installation] = [await schemaOf(database), await database('installation').select()];
    expect(installation).to.have.length(1);
    await migrate({ connectionString: url });
    expect(await schemaOf(database)).to.deep.equal(schema);
    expect(await database('installation').select()).to.deep.equal(installation);
    expect(await database('authors').pluck('name')).to.deep.equal(['Agnès Varda']);
    // An instance that runs while a newer release migrates stays ready.
    await database('knex_migrations').insert({
      name: '20990101000000_newer',
      batch: 9,
      migration_time: new Date(),
    });
    expect(await pendingMigrations(database)).to.deep.equal([]);
  });

  it('up: as kept in the database: has names without ending', async () => {
    const { url, database } = await blankDatabase();
    await migrate({ connectionString: url });
    expect(await database('knex_migrations').orderBy('id').pluck('name')).to.deep.equal(await names());
  });

  it('down and up again: one by one: takes away its own and leaves the rest', async () => {
    const { url, database } = await blankDatabase();
    await database.raw('create table somebody_elses (id integer primary key)');
    await database('somebody_elses').insert({ id: 1 });
    // Asking makes the tables that knex keeps for itself.
    await pendingMigrations(database);
    const schemas: unknown[] = [];
    for (const _ of await names()) {
      schemas.unshift(await schemaOf(database));
      await database.migrate.up();
    }
    const after = await schemaOf(database);
    for (const before of schemas) {
      await database.migrate.down();
      expect(await schemaOf(database)).to.deep.equal(before);
    }
    const left = await database('pg_tables')
      .where({ schemaname: 'public' })
      .orderBy('tablename')
      .pluck('tablename');
    expect(left).to.deep.equal(['knex_migrations', 'knex_migrations_lock', 'somebody_elses']);
    await migrate({ connectionString: url });
    expect(await schemaOf(database)).to.deep.equal(after);
    expect(await database('somebody_elses').pluck('id')).to.deep.equal([1]);
  });

  it('up: past letters that wait: tells whose they are that an address asked for', async () => {
    const { database } = await blankDatabase();
    for (const name of await names()) {
      if (name === '20261126030000_letters_by_email') {
        const waiting = { kind: 'reset', email: 'ＡDA@example.com', asked_by: '{}', due_at: new Date() };
        await database('mail_queue').insert(waiting);
      }
      await database.migrate.up();
    }
    expect(await database('mail_queue').pluck('email_key')).to.deep.equal(['ada@example.com']);
  });

  it('unknown counts: up: keeps the numbers of series; down: makes numbers of unknown ones, and a new version', async () => {
    const { database } = await blankDatabase();
    for (const name of await names()) {
      await database.migrate.up();
      if (name === '20261130090000_merged')
        await database('series').insert({ title: 'None', seasons: 0, episodes: 0, genres: [] });
      if (name === '20261130100000_unknown_counts') break;
    }
    const counts = { seasons: 4, episodes: null };
    await database('series').insert([
      { title: 'Unknown', seasons: null, episodes: null, genres: [] },
      { title: 'Four', ...counts, genres: [] },
    ]);
    const stored = () => database('series').orderBy('id').select('title', 'seasons', 'episodes', 'version');
    expect(await stored()).to.deep.include.members([
      { title: 'None', seasons: 0, episodes: 0, version: 1 },
      { title: 'Four', ...counts, version: 1 },
    ]);
    await database.migrate.down();
    expect(await stored()).to.deep.equal([
      { title: 'None', seasons: 0, episodes: 0, version: 1 },
      { title: 'Unknown', seasons: 0, episodes: 0, version: 2 },
      { title: 'Four', seasons: 4, episodes: 4, version: 2 },
    ]);
  });

  it('up: from six instances at once: works for all of them', async () => {
    for (let round = 0; round < runs(1); round += 1) {
      const { url, database } = await blankDatabase();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, () => migrate({ connectionString: url })),
      );
      const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(failures.map(String)).to.deep.equal([]);
      expect(await database('knex_migrations').pluck('name')).to.deep.equal(await names());
      expect(await database('knex_migrations_lock').pluck('is_locked')).to.deep.equal([0]);
    }
  });

  it('the build: on a database migrated by the sources: has the same names, and nothing to do', async () => {
    const { url, database } = await blankDatabase();
    await migrate({ connectionString: url });
    const dist = dirname(builtProgram());
    const built = (file: string) => JSON.stringify(pathToFileURL(join(dist, 'adapters/knex', file)));
    const script = `
      import knex from 'knex';
      import { migrationSource } from ${built('migration-source.js')};
      import { migrationConfig } from ${built('database.js')};
      import { migrate, pendingMigrations } from ${built('migrations.js')};
      const url = ${JSON.stringify(url)};
      await migrate({ connectionString: url });
      const database = knex(migrationConfig({ connectionString: url }));
      const names = await migrationSource.getMigrations([]);
      const pending = await pendingMigrations(database);
      await database.migrate.down();
      await database.migrate.latest();
      await database.destroy();
      console.log(JSON.stringify({ names, pending }));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
    expect(JSON.parse(stdout)).to.deep.equal({ names: await names(), pending: [] });
    expect(await pendingMigrations(database)).to.deep.equal([]);
  });
});
