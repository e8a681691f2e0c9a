/**
 * Compares the lists of a million generated movies (with 100,000 authors and 100,000 series) with those of a thousand.
 * Checks that an index serves every documented access path, that a late page is as fast as the first and a long list as a
 * short one, and that searches find misspelled titles. Prints the figures, and fails if one exceeds its limit.
 *
 *     npm run check:lists -- [--movies 1000000] [--rounds 60] [--seed 1] [--database URL]
 *
 * --database: an empty database, or one that an earlier run has filled. It is kept.
 */
import { parseArgs } from 'node:util';
import knex from 'knex';
import { migrate } from '../src/adapters/knex/migrations.js';
import { ids } from '../src/composition/service-ids.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { TestService } from '../test/support/service.js';
import { Random } from './history/random.js';
import { type Amounts, addExternalIds, fill } from './lists/made-up.js';
import { misspelledTitles } from './lists/misspelled.js';
import { complaintsAbout, maxRowsOf, statementsOf } from './lists/plans.js';
import { isLookedThrough, listsToWalk, scenariosOf, urlOf } from './lists/scenarios.js';
import { type Comparison, compared, cursorBehind, median, timed } from './lists/timings.js';

const { values } = parseArgs({
  options: {
    movies: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string' },
  },
});
const [movies, rounds, seed] = [Number(values.movies), Number(values.rounds), Number(values.seed)];
const limits = { latePage: 1.2, manyRows: 1.3, found: 0.95, searchOverSql: 1.5 };
const failures: string[] = [];
const judge = (isGood: boolean, line: string) => {
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${line}`);
  if (!isGood) failures.push(line);
};

const filled = async (url: string, amounts: Amounts) => {
  await migrate({ connectionString: url });
  const database = knex({ client: 'pg', connection: url });
  const isEmpty = (await database('movies').first('id')) === undefined;
  await database.destroy();
  const began = performance.now();
  if (isEmpty) {
    await fill(url, amounts, seed);
    await addExternalIds(url);
  }
  console.log(`${amounts.movies} movies: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return TestService.start({ REDIS__HOST: undefined }, { databaseUrl: url });
};

const checkPlans = async (service: TestService) => {
  const database = service.service.container.get(ids.Database);
  for (const { kind, values: filterValues } of listsToWalk) {
    const scenarios = scenariosOf(kind.paths, filterValues);
    const complaints: string[] = [];
    for (const query of scenarios) {
      const url = service.url + urlOf(kind.plural, query);
      for (const statement of await statementsOf(database, () => timed(url))) {
        const about = await complaintsAbout(database, statement, maxRowsOf(query));
        complaints.push(...about.complaints.map((complaint) => `${url} ${complaint}`));
      }
    }
    judge(complaints.length === 0, `plans of ${scenarios.length} lists of ${kind.plural}`);
    for (const complaint of complaints) console.log(`       ${complaint}`);
  }
};

/** Returns requests for the same number of items from both lists, limited by the smaller one. */
const alike = async (many: TestService, few: TestService, path: string) => {
  const response = await fetch(few.url + path, { headers: { 'cache-control': 'no-cache' } });
  const { items } = (await response.json()) as { items: unknown[] };
  const limit = `&limit=${items.length}`;
  return items.length === 0 ? undefined : { many: many.url + path + limit, few: few.url + path + limit };
};

const checkTimes = async (many: TestService, few: TestService) => {
  const ratios: { late: number[]; many: number[] } = { late: [], many: [] };
  const record = (of: number[], limit: number, what: string, { one, other, ratio }: Comparison) => {
    of.push(ratio);
    judge(
      ratio <= limit,
      `${what}: ${one.toFixed(2)} ms against ${other.toFixed(2)} ms: ${ratio.toFixed(2)}`,
    );
  };
  for (const { kind, values: filterValues } of listsToWalk.slice(1, 2)) {
    for (const query of scenariosOf(kind.paths, filterValues)) {
      // How many of these items match depends on the number of items, and so does the time.
      if (isLookedThrough(query)) continue;
      const path = urlOf(kind.plural, query);
      const what = new URLSearchParams(query).toString();
      const both = await alike(many, few, path);
      if (both === undefined) console.log(`       ${what}: no items among the thousand`);
      else {
        const size = await compared(
          () => timed(both.many),
          () => timed(both.few),
          rounds,
        );
        record(ratios.many, limits.manyRows, `${what}, a million against a thousand`, size);
      }
      if (Object.keys(query).length > 1) continue;
      const first = many.url + path;
      const late = `${first}&cursor=${await cursorBehind(first, 200_000)}`;
      const pages = await compared(
        () => timed(late),
        () => timed(first),
        rounds,
      );
      record(ratios.late, limits.latePage, `${what}, page 10,000 against page 1`, pages);
    }
  }
  const line = (of: number[]) => `median ${median(of).toFixed(2)}, max ${Math.max(...of).toFixed(2)}`;
  console.log(`late pages: ${line(ratios.late)}; many rows: ${line(ratios.many)}`);
};

const checkSearch = async (service: TestService) => {
  const database = service.service.container.get(ids.Database);
  const titles = misspelledTitles(200, new Random(seed));
  const [http, sql, found]: [number[], number[], boolean[]] = [[], [], []];
  for (const { title, typed } of titles) {
    const url = `${service.url}${urlOf('movies', { q: typed })}`;
    const statements = await statementsOf(database, () => timed(url));
    http.push(await timed(url));
    const began = performance.now();
    for (const { sql: text, bindings } of statements)
      await database.client.query(await connection, { sql: text, bindings });
    sql.push(performance.now() - began);
    const response = await fetch(url);
    const { items } = (await response.json()) as { items: { title: string }[] };
    found.push(items.slice(0, 5).some((item) => item.title === title));
  }
  const share = found.filter(Boolean).length / found.length;
  judge(share >= limits.found, `misspelled titles among the first five: ${(100 * share).toFixed(1)} %`);
  const ratio = median(http) / median(sql);
  judge(
    ratio <= limits.searchOverSql,
    `search: ${median(http).toFixed(1)} ms, its SQL alone ${median(sql).toFixed(1)} ms: ${ratio.toFixed(2)}`,
  );
};

const url = values.database ?? (await createTestDatabase()).url;
const many = await filled(url, { movies, authors: movies / 10, series: movies / 10 });
const few = await filled((await createTestDatabase()).url, { movies: 1_000, authors: 1_000, series: 1_000 });
const connection = many.service.container.get(ids.Database).client.acquireConnection();
try {
  await checkPlans(many);
  await checkTimes(many, few);
  await checkSearch(many);
} finally {
  await many.service.container.get(ids.Database).client.releaseConnection(await connection);
  // Stops the services themselves: TestService.stop() would search the whole database for secrets.
  await Promise.all([many.service.stop(), few.service.stop()]);
  await dropTestDatabases(false);
  await stopServers();
}
console.log(
  failures.length === 0
    ? 'all figures are within their limits'
    : `${failures.length} figures exceed their limits`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
