/**
 * Searches as people type: makes texts from the titles of the sample, and from titles in other languages, 40 a class, and
 * counts how often the title is among the first five results. Prints found/cases and the median and slowest time of each
 * class, and fails if a class is below its bar.
 *
 *     npm run check:search -- [--movies 0] [--seed 1] [--failures] [--database URL]
 *
 * --movies: adds generated titles up to this number. --failures: prints the texts that did not find their title.
 * --database: an empty database, or one that an earlier run has filled. It is kept.
 */
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { migrate } from '../src/adapters/knex/migrations.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { TestService } from '../test/support/service.js';
import { Random } from './history/random.js';
import { fill } from './lists/made-up.js';
import { realTitles } from './lists/real-titles.js';
import { median } from './lists/timings.js';
import { type CaseClass, caseClasses, type KnownTitle, type SearchCase } from './search/cases.js';
import { timedFetch } from './search/load.js';
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
    database: { type: 'string' },
  },
});
const seed = Number(values.seed);
const sample = realTitles();
const world = [elidedTitles, unspacedTitles, dottedTitles, joinedTitles].flat();
const foreign = [...pointedTitles, ...persianTitles].map(([title]) => title);

/** Fills the database if it is empty, and returns the real titles in it with their years. */
const filled = async (url: string): Promise<KnownTitle[]> => {
  await migrate({ connectionString: url });
  const client = new Client({ connectionString: url });
  await client.connect();
  if ((await client.query('select from movies limit 1')).rows.length === 0) {
    const movies = Math.max(Number(values.movies), sample.length);
    const others = Math.ceil(movies / 10);
    await fill(url, { movies, authors: others, series: others }, seed);
  }
  if (
    (await client.query('select from movies where title = $1 limit 1', [unspacedTitles[0]])).rows.length === 0
  ) {
    await client.query(
      `insert into movies (title, release_year, genres)
       select title, 1950 + i % 70, '{}' from unnest($1::text[]) with ordinality as t (title, i)`,
      [[...world, ...foreign]],
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

const outcomeOf = async (url: string, { typed, wanted }: SearchCase): Promise<Outcome> => {
  const { body, ms } = await timedFetch(
    `${url}/api/v1/search?${new URLSearchParams({ q: typed, limit: '5' })}`,
  );
  const { items = [] } = JSON.parse(body) as { items?: { item: { title?: string; name?: string } }[] };
  const first = items.map(({ item }) => item.title ?? item.name ?? '');
  return { typed, wanted, ms, first, isRight: wanted === null ? first.length === 0 : first.includes(wanted) };
};

const checkClass = async (url: string, { name, bar, cases }: CaseClass): Promise<boolean> => {
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await outcomeOf(url, one));
  const times = outcomes.map(({ ms }) => ms);
  const found = outcomes.filter(({ isRight }) => isRight).length;
  const isGood = found >= Math.floor(bar * cases.length);
  console.log(
    `${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(36)} ${String(found).padStart(3)}/${cases.length}, ` +
      `median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(0)} ms`,
  );
  for (const { typed, wanted, first, isRight } of values.failures ? outcomes : [])
    if (!isRight) console.log(`         ${typed} → ${wanted ?? 'nothing'}; found: ${first.join(' | ')}`);
  return isGood;
};

const url = values.database ?? (await createTestDatabase()).url;
const known = await filled(url);
const service = await TestService.start({ REDIS__HOST: undefined }, { databaseUrl: url });
try {
  for (const one of caseClasses(known, new Random(seed)))
    if (!(await checkClass(service.url, one))) process.exitCode = 1;
} finally {
  // Stops the service itself: TestService.stop() would search the whole database for secrets.
  await service.service.stop();
  await dropTestDatabases();
  await stopServers();
}
process.exit();
