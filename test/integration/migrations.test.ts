import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import knex, { type Knex } from 'knex';
import { migrationConfig } from '../../src/adapters/knex/database.js';
import { migrate, pendingMigrations } from '../../src/adapters/knex/migrations.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { createTestDatabase } from '../support/servers/databases.js';
import { runs } from '../support/thorough.js';
import { eventually } from './contracts/fixtures.js';

const root = join(import.meta.dirname, '../..');

/** The names of the migrations in the sources, as databases store them. */
const names = async () =>
  (await readdir(join(root, 'migrations')))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();

const schemaQueries = [
  `select table_name, column_name, data_type, is_nullable, column_default, is_identity
   from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`,
  `select conrelid::regclass::text as name, conname, pg_get_constraintdef(oid) from pg_constraint
   where connamespace = 'public'::regnamespace order by 1, 2`,
  `select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2`,
  `select tgrelid::regclass::text as name, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2`,
  `select proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
     and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e') order by 1, 2`,
];
/** Columns, constraints, indexes, triggers and functions. */
const schemaOf = async (database: Knex) => {
  const parts: unknown[] = [];
  for (const query of schemaQueries) parts.push((await database.raw(query)).rows);
  return parts;
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
    // Without the extension of the files, which differs in the build.
    expect(await database('knex_migrations').orderBy('id').pluck('name')).to.deep.equal(await names());
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

  it('down and up again: one by one: removes what it added, and nothing else', async () => {
    const { url, database } = await blankDatabase();
    await database.raw('create table somebody_elses (id integer primary key)');
    await database('somebody_elses').insert({ id: 1 });
    // This query creates knex's own tables.
    await pendingMigrations(database);
    const schemas: unknown[] = [];
    for (const name of await names()) {
      schemas.unshift(await schemaOf(database));
      if (name === '20261126030000_letters_by_email') {
        const waiting = { kind: 'reset', email: 'ＡDA@example.com', asked_by: '{}', due_at: new Date() };
        await database('mail_queue').insert(waiting);
      }
      await database.migrate.up();
    }
    expect(await database('mail_queue').pluck('email_key')).to.deep.equal(['ada@example.com']);
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

  it('edits: up: gives every kind the column, also later ones and those of other projects', async () => {
    const { database } = await blankDatabase();
    const created = async (kind: string) => {
      await database.raw(`create table "${kind}" (id integer primary key)`);
      await database.raw('select track_changes(?)', [kind]);
    };
    for (const name of await names()) {
      if (name === '20261130110000_edits') await created('Own kind');
      await database.migrate.up();
    }
    await created('later');
    await database('authors').insert({ name: 'Agnès Varda' });
    for (const kind of ['Own kind', 'later']) await database(kind).insert({ id: 1 });
    for (const kind of ['Own kind', 'later', 'authors'])
      expect(await database(kind).pluck('edits')).to.deep.equal([{}]);
  });

  it('search as typed: up: finds titles from before, also through the functions of the previous release', async () => {
    const { database } = await blankDatabase();
    for (const name of await names()) {
      if (name === '20261130120000_search_as_typed')
        await database('movies').insert({ title: 'Ocean’s كَفَرْنَاحُوم 霸王别姬', genres: [] });
      await database.migrate.up();
    }
    await database.raw('set enable_seqscan = off');
    for (const [condition, text] of [
      ['array_to_tsvector(search_words(title)) @@ ?::tsquery', 'ocean & oceans & كفرناحوم & 王别'],
      ['array_to_tsvector(words_in(title)) @@ ?::tsquery', 'oceans & كفرناحوم'],
      ['fold(title) collate "C" >= ?', "ocean's كفرناحوم"],
    ] as const)
      expect(await database('movies').whereRaw(condition, [text])).to.have.length(1);
    const words = await database('vocabulary').orderBy('word').pluck('word');
    expect(words).to.include.members(['ocean', 'oceans', 'كفرناحوم']).and.not.include('王别');
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

  it('up: while another instance migrates: logs once that it waits, and then continues', async () => {
    const { url, database } = await blankDatabase();
    const lines: LogLine[] = [];
    let migrating: Promise<void> | undefined;
    const lock = "select pg_advisory_xact_lock(hashtext('project-db-auth migrations'))";
    // An advisory lock belongs to one database only.
    const elsewhere = await (await blankDatabase()).database.transaction();
    await elsewhere.raw(lock);
    const pid = await database.transaction(async (trx) => {
      await trx.raw(lock);
      migrating = migrate({ connectionString: url }, remembering(lines));
      await eventually(() => lines.length > 0, 'it logged that it waits');
      return (await trx.raw('select pg_backend_pid() as pid')).rows[0].pid;
    });
    await migrating;
    await elsewhere.rollback();
    const message = 'waiting for another instance to migrate the database';
    expect(lines).to.deep.equal([{ level: 'warn', message, postgresProcesses: [pid] }]);
  });
});
