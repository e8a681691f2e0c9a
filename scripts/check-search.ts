/**
 * Searches as people type: makes texts from the titles of the sample, and from titles in other languages, 40 a class,
 * reads others from search/typed.tsv, and counts how often the title is among the first five results. Prints
 * found/cases and the median and slowest time of each class, and the sizes of the indexes. Fails if a class is below
 * its bar.
 *
 * npm run check:search -- [--movies 0] [--seed 1] [--failures] [--compare] [--embedded] [--database URL]
 *
 * --movies: adds generated titles up to this number. Then titles compete with others that fit as well, so only those of
 * the sample have a bar. --failures: prints the texts that did not find their title. --compare: also searches for
 * misspelled titles with the previous release, in turn, and fails if a class takes more than 1.5 times as long; the
 * database must be empty. --embedded: on the embedded database; with --compare, the release has one of its own with the
 * same titles. --database: an empty database, or one that an earlier run has filled. It is kept.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, type ClientConfig } from 'pg';
import { openEmbeddedDatabase } from '../src/adapters/embedded/embedded-database.js';
import { migrate } from '../src/adapters/knex/migrations.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { TestService } from '../test/support/service.js';
import { Random } from './history/random.js';
import { fill } from './lists/made-up.js';
import { misspelledTitles } from './lists/misspelled.js';
import { realTitles } from './lists/real-titles.js';
import { median } from './lists/timings.js';
import { type CaseClass, caseClasses, type KnownTitle, type SearchCase } from './search/cases.js';
import { timedFetch } from './search/load.js';
import { startEmbeddedReleaseBefore, startReleaseBefore } from './search/release-before.js';
import { typedCases, typedTitles } from './search/typed-cases.js';
import {
  dottedTitles,
  elidedTitles,
  joinedTitles,
  persianTitles,
  pointedTitles,
  unspacedNames,
  unspacedTitles,
} from './search/world-titles.js';

const { values } = parseArgs({
  options: {
    movies: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    failures: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    embedded: { type: 'boolean', default: false },
    database: { type: 'string' },
  },
});
const seed = Number(values.seed);
const sample = realTitles();
const maxRatio = 1.5;
/** Milliseconds after which a search returns what it has found. */
const budget = 500;
/** Titles that are not in the sample, with the years that texts have. */
const others: readonly KnownTitle[] = [
  ...[...elidedTitles, ...unspacedTitles, ...dottedTitles, ...joinedTitles].map((title, i) => ({
    title,
    year: 1950 + (i % 70),
  })),
  ...[...pointedTitles, ...persianTitles].map(([title]) => ({ title, year: null })),
  ...typedTitles().filter(({ title, year }) => year !== null || !sample.includes(title)),
];
const isLarge = Number(values.movies) > 2 * sample.length;

/** Fills the database if it is empty, and returns the real titles in it with their years. */
const filled = async (connection: ClientConfig): Promise<KnownTitle[]> => {
  const client = new Client(connection);
  await client.connect();
  const isEmpty = async (where: string, bindings: string[] = []) =>
    (await client.query(`select from movies ${where} limit 1`, bindings)).rows.length === 0;
  if (await isEmpty('')) {
    const movies = Math.max(Number(values.movies), sample.length);
    await fill(connection, { movies, authors: Math.ceil(movies / 10), series: Math.ceil(movies / 10) }, seed);
  }
  if (await isEmpty('where title = $1', [unspacedTitles[0]])) {
    await client.query(
      `insert into movies (title, release_year, genres)
       select title, year, '{}' from unnest($1::text[], $2::integer[]) as t (title, year)`,
      [others.map(({ title }) => title), others.map(({ year }) => year)],
    );
    await client.query('insert into authors (name) select unnest($1::text[])', [unspacedNames]);
    await client.query('vacuum analyze');
  }
  const { rows } = await client.query<KnownTitle>(
    `select title, min(release_year) as year from movies where title = any($1) group by title order by title collate "C"`,
    [[...sample, ...dottedTitles, ...joinedTitles]],
  );
  await client.end();
  return rows;
};

interface Outcome extends SearchCase {
  readonly isRight: boolean;
  readonly ms: number;
  readonly first: readonly string[];
}

const searchFor = (url: string, text: string) =>
  timedFetch(`${url}/api/v1/search?${new URLSearchParams({ q: text, limit: '5' })}`);

const outcomeOf = async (url: string, { typed, wanted }: SearchCase): Promise<Outcome> => {
  const { body, ms } = await searchFor(url, typed);
  const { items = [] } = JSON.parse(body) as { items?: { item: { title?: string; name?: string } }[] };
  const first = items.map(({ item }) => item.title ?? item.name ?? '');
  return { typed, wanted, ms, first, isRight: wanted === null ? first.length === 0 : first.includes(wanted) };
};

/** Measures a search for a misspelled title by the previous release. */
type SearchBefore = () => Promise<number>;

const checkClass = async (
  url: string,
  { name, bar, cases }: CaseClass,
  before?: SearchBefore,
): Promise<boolean> => {
  const outcomes: Outcome[] = [];
  const timesBefore: number[] = [];
  for (const one of cases) {
    outcomes.push(await outcomeOf(url, one));
    if (before) timesBefore.push(await before());
  }
  const times = outcomes.map(({ ms }) => ms);
  const found = outcomes.filter(({ isRight }) => isRight).length;
  const ratio = median(times) / median(timesBefore);
  const slowest = Math.max(...times);
  const isGood =
    (isLarge ? slowest <= budget : found >= Math.floor(bar * cases.length)) && !(ratio > maxRatio);
  console.log(
    `${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(36)} ${String(found).padStart(3)}/${cases.length}, ` +
      `median ${median(times).toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms` +
      (before ? `, ${ratio.toFixed(2)} of ${median(timesBefore).toFixed(1)} ms` : ''),
  );
  for (const { typed, wanted, first, isRight } of values.failures ? outcomes : [])
    if (!isRight) console.log(`         ${typed} → ${wanted ?? 'nothing'}; found: ${first.join(' | ')}`);
  return isGood;
};

/** Prints the sizes of what a search reads, and of the index of the previous release. */
const printSizes = async (connection: ClientConfig) => {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query<{ name: string; bytes: string; titles: string }>(
    `select relname as name, pg_table_size(oid) as bytes, (select count(*) from movies) as titles from pg_class
     where relname in ('movies_by_search', 'movies_by_words', 'movies_by_title')
       or oid = 'vocabulary'::regclass or oid in (select indexrelid from pg_index where indrelid = 'vocabulary'::regclass)
     order by relname`,
  );
  for (const { name, bytes, titles } of rows) {
    const [size, each] = [Number(bytes), Number(bytes) / Number(titles)];
    console.log(`       ${name}: ${(size / 1e6).toFixed(1)} MB, ${each.toFixed(1)} bytes a movie`);
  }
  await client.end();
};

const url = values.embedded ? 'none' : (values.database ?? (await createTestDatabase()).url);
const startOld = () => (values.embedded ? startEmbeddedReleaseBefore(filled) : startReleaseBefore(url));
// Before the embedded database is opened: the build of the release blocks this process.
const old = values.compare ? await startOld() : undefined;
const folder = mkdtempSync(join(tmpdir(), 'search-'));
const embedded = values.embedded
  ? await openEmbeddedDatabase(folder, (error) => {
      throw error;
    })
  : undefined;
const connection = embedded?.connection ?? { connectionString: url };
await migrate(connection);
const known = await filled(connection);
await printSizes(connection);
await embedded?.stop();
const onFolder = { DB_URL: undefined, DATA_DIR: folder, DEMO: 'false' };
const service = await TestService.start(
  { REDIS__HOST: undefined, ...(embedded && onFolder) },
  { databaseUrl: url },
);
const misspelled = misspelledTitles(200, new Random(seed));
let turn = 0;
const before = async () => {
  turn += 1;
  return (await searchFor(old?.url ?? '', misspelled[turn % misspelled.length]?.typed ?? '')).ms;
};
try {
  for (const one of [...caseClasses(known, new Random(seed)), ...typedCases()])
    if (!(await checkClass(service.url, one, old && before))) process.exitCode = 1;
} finally {
  await old?.stop();
  // Stops the service itself: TestService.stop() would search the whole database for secrets.
  await service.service.stop();
  await dropTestDatabases(false);
  await stopServers();
  rmSync(folder, { recursive: true });
}
process.exit();
