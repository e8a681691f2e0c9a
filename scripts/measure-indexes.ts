/**
 * Measures the cost of each index and trigger of the lists and the search for a write. Inserts generated movies in one
 * statement, repeatedly: with all of them, without one of them, without those of some lists, and without any. Everything
 * is rolled back. Prints the processor time of Postgres, the least of each, since other programs can only add to it, and the
 * share that each takes. The limit of the lists that came with `sortTitle` and `sync` is 40 % on top of all others.
 *
 *     npm run measure:indexes -- [--rows 20000] [--rounds 5]
 *
 * Postgres must run on Linux, which reports the processor time of a process.
 */
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { fill } from './lists/made-up.js';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '5' } },
});
const [rows, rounds] = [Number(values.rows), Number(values.rounds)];

const limit = 40;

/** Statements that remove an index or trigger, by its purpose. */
const others: Readonly<Record<string, string>> = {
  'movies_by_title: sort by title, title.prefix, search by prefix': 'drop index movies_by_title',
  'movies_by_year: sort by releaseYear, and its range': 'drop index movies_by_year',
  'movies_by_author: titles of an author by id': 'drop index movies_by_author',
  'movies_by_author_and_year: titles of an author by releaseYear': 'drop index movies_by_author_and_year',
  'titles_by_genre: genre by id, and its count':
    'alter table titles_by_genre drop constraint titles_by_genre_pkey',
  'titles_by_genre_and_year: genre by releaseYear': 'drop index titles_by_genre_and_year',
  'genres: the whole table and its trigger': 'alter table movies disable trigger movies_inserted_genres',
  'movies_by_search: search by words': 'drop index movies_by_search',
  'movies_by_words: search by words in the previous release': 'drop index movies_by_words',
  'item_names: duplicates': 'alter table movies disable trigger movies_whole_names_inserted',
  'vocabulary: search with misspellings': 'alter table movies disable trigger movies_inserted_words',
};
const ofLists: Readonly<Record<string, string>> = {
  'movies_by_runtime: sort by runtimeMinutes, and its range': 'drop index movies_by_runtime',
  'movies_by_sort_title: sort by sortTitle': 'drop index movies_by_sort_title',
  'movies_without_…: missing':
    'drop index movies_without_release_year, movies_without_genres, movies_without_author_id, movies_without_description',
  'movies_by_change: what changed since a token': 'drop index movies_by_change',
};
const parts = { ...others, ...ofLists };

const { url } = await emptyDatabase();
await fill(url, { authors: 10_000, movies: 2 * rows, series: 0 }, 1);
const client = new Client({ connectionString: url });
await client.connect();
const titled = 'title, release_year, runtime_minutes, genres, description, author_id';
await client.query(`create temporary table made as select ${titled} from movies where id > ${rows}`);
await client.query(`delete from movies where id > ${rows}`);
await client.query('vacuum analyze');

/** Milliseconds that the process of this connection has run. */
const processorTime = async () => {
  const { rows } = await client.query(
    "select split_part(pg_read_file('/proc/self/schedstat'), ' ', 1) as ns",
  );
  return Number(rows[0].ns) / 1e6;
};

const insertWithout = async (without: readonly string[]) => {
  await client.query('begin');
  for (const statement of without) await client.query(statement);
  const began = await processorTime();
  // Only the unique key of genres makes a conflict possible: without it, the insert checks nothing.
  await client.query(`insert into movies (${titled}) select ${titled} from made`);
  const took = (await processorTime()) - began;
  await client.query('rollback');
  // The rows that were rolled back would slow the next insert down.
  await client.query('vacuum');
  return took;
};

const all = 'all of them';
const lists = 'the lists since sortTitle and sync';
const without: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  ...Object.fromEntries(Object.entries(parts).map(([name, statement]) => [name, [statement]])),
  [lists]: Object.values(ofLists),
  [all]: Object.values(parts),
};
const times = new Map<string, number[]>(Object.keys(without).map((name) => [name, []]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, statements] of Object.entries(without)) {
    const took = await insertWithout(statements);
    if (round >= 0) times.get(name)?.push(took);
  }
}
await client.end();
await dropTestDatabases();
await stopServers();

const least = (name: string) => Math.min(...(times.get(name) ?? []));
const whole = least('nothing');
for (const name of times.keys()) {
  const [took, saved] = [least(name), 100 * (1 - least(name) / whole)];
  console.log(
    `${((1000 * took) / rows).toFixed(1).padStart(5)} µs a row, ${saved.toFixed(0).padStart(3)} % saved without ${name}`,
  );
}
const added = 100 * (whole / least(lists) - 1);
console.log(
  `${added <= limit ? 'ok    ' : 'FAILED'} ${lists}: ${added.toFixed(0)} % on a row (limit ${limit})`,
);
process.exitCode = added <= limit ? 0 : 1;
