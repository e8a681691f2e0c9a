/**
 * Imports a generated catalogue, by default of a million movies, 100,000 authors and 100,000 series. Compares the speed of
 * `npm run import` with `\copy` by psql of the same rows into the same tables, with their indexes and triggers. Measures the
 * memory of the import, and compares the resulting catalogues. Then the same rows are imported as lists of JSON, of more
 * than 200 MB. Prints the figures, and fails if one exceeds its limit.
 *
 *     npm run check:import -- [--movies 1000000] [--seed 1]
 */
import { execFile } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import { Client } from 'pg';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { fill } from './lists/made-up.js';
import { measureCommand } from './measured-command.js';

const { values } = parseArgs({
  options: { movies: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const movies = Number(values.movies);
const amounts = { movies, authors: Math.ceil(movies / 10), series: Math.ceil(movies / 10) };
const rows = amounts.movies + amounts.authors + amounts.series;
/** `ofCopy`: share of the speed of `\copy`. `memory`: in MB. `secondTime`: how many times faster a second import must be. */
const limits = { ofCopy: 0.55, memory: 300, secondTime: 2 };

const failures: string[] = [];
const judge = (isGood: boolean, line: string) => {
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${line}`);
  if (!isGood) failures.push(line);
};

const common = 'title, release_year, genres, description, author_id, imdb_id, source_id';
const columns = {
  authors: 'name, birth_year, imdb_id',
  movies: common,
  series: `${common}, seasons, episodes`,
};
type Plural = keyof typeof columns;
const plurals = Object.keys(columns) as Plural[];

/** SQL expressions for the rows of an import, as JSON. */
const asJson: Readonly<Record<Plural, string>> = {
  authors: "json_build_object('name', name, 'birthYear', birth_year, 'imdbId', imdb_id)",
  movies: titleAsJson(''),
  series: titleAsJson(", 'seasons', seasons, 'episodes', episodes"),
};
function titleAsJson(more: string) {
  return `json_build_object('title', title, 'releaseYear', release_year, 'genres', genres, 'description', description,
    'authorImdbId', (select imdb_id from authors a where a.id = author_id), 'imdbId', t.imdb_id, 'sourceId', t.source_id${more})`;
}

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'import-'));
chmodSync(folder, 0o755);
const lists = mkdtempSync(join(tmpdir(), 'import-lists-'));
const psql = 'psql';
const seconds = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** Writes the objects of a file as a list in one line. Returns its size in MB. */
const writeList = async (plural: Plural): Promise<number> => {
  const path = join(lists, `${plural}.json`);
  await pipeline(async function* () {
    let before = '[';
    for await (const line of createInterface(createReadStream(join(folder, `${plural}.ndjson`)))) {
      yield before + line;
      before = ',';
    }
    yield ']';
  }, createWriteStream(path));
  return statSync(path).size / 1e6;
};

const importInto = (url: string, from = folder) =>
  measureCommand(['dist/commands/import.js', from], { DB_URL: url, DB__MIGRATE: 'false' });

/** Returns counts and hashes of the catalogue, without values that differ between databases, such as ids. */
const contentsOf = async (url: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const sums = [];
  for (const plural of plurals) {
    const { rows } = await client.query(
      `select count(*), sum(hashtextextended(${asJson[plural]}::text, 0)) from ${plural} t`,
    );
    sums.push(rows[0]);
  }
  await client.end();
  return JSON.stringify(sums);
};

try {
  const made = await emptyDatabase();
  await fill(made.url, amounts, Number(values.seed));
  const raw = "csv, quote e'\\x01', delimiter e'\\x02'";
  for (const plural of plurals) {
    const all = `from ${plural} t order by id`;
    await run(psql, [
      made.url,
      '-c',
      `\\copy (select ${columns[plural]} ${all}) to '${folder}/${plural}.copy' csv`,
    ]);
    await run(psql, [
      made.url,
      '-c',
      `\\copy (select ${asJson[plural].replaceAll(/\s+/g, ' ')} ${all}) to '${folder}/${plural}.ndjson' (format ${raw})`,
    ]);
  }
  const [byCopy, byImport] = [await emptyDatabase(), await emptyDatabase()];
  const copying = await seconds(async () => {
    for (const plural of plurals) {
      const copy = `\\copy ${plural} (${columns[plural]}) from '${folder}/${plural}.copy' csv`;
      await run(psql, [byCopy.url, '-c', copy]);
    }
  });
  const first = await importInto(byImport.url);
  const second = await importInto(byImport.url);
  const [importing, again] = [first.seconds, second.seconds];
  const perSecond = (time: number) => Math.round(rows / time).toLocaleString('en');
  console.log(
    `\\copy ${perSecond(copying)} rows/s, import ${perSecond(importing)}, again ${perSecond(again)}`,
  );
  judge(
    copying / importing >= limits.ofCopy,
    `import: ${(copying / importing).toFixed(2)} of \\copy (limit ${limits.ofCopy})`,
  );
  judge(
    importing / again >= limits.secondTime,
    `again: ${(importing / again).toFixed(1)} times as fast (limit ${limits.secondTime})`,
  );
  let megabytes = 0;
  for (const plural of plurals) megabytes = Math.max(megabytes, await writeList(plural));
  const ofLists = await importInto(byImport.url, lists);
  console.log(`largest list: ${megabytes.toFixed(0)} MB`);
  const memory = Math.max(first.memory, second.memory, ofLists.memory);
  judge(memory < limits.memory, `memory: ${memory.toFixed(0)} MB (limit ${limits.memory})`);
  judge(
    (await contentsOf(byCopy.url)) === (await contentsOf(byImport.url)),
    'both result in the same catalogue',
  );
  judge(
    !/[1-9]\d* (created|changed|rejected)/.test(second.output + ofLists.output),
    'the second run, and that of lists, create, change and reject nothing',
  );
} finally {
  for (const made of [folder, lists]) rmSync(made, { recursive: true });
  await dropTestDatabases();
  await stopServers();
}
process.exitCode = failures.length > 0 ? 1 : 0;
