/**
 * Makes files of the shapes that an import knows, with odd values and wrong rows, and imports them with the built command
 * into a throwaway database. Compares what is stored with what the generator knows to be right, corrects the files of
 * `--errors`, imports those, and compares again. Files of known sources are imported
 * together, without options, and once more, which changes nothing. Prints the seed of a round that fails.
 *
 *     npm run check:files -- [--rounds 3] [--seed 1]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { zip } from '../test/unit/import/files/zipping.js';
import { type MadeItem, makeItems, type Plural, type Row } from './files/items.js';
import { makeKnownFiles } from './files/known.js';
import { importFiles, storedItems } from './files/running.js';
import { detected, type Shape, table } from './files/shapes.js';
import { Random } from './history/random.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: `${Date.now() % 1e6}` },
  },
});
const rowsOfFile = 60;

interface Made {
  /** As in the folder of rejected rows. */
  readonly name: string;
  readonly shape: Shape;
  readonly plural: Plural;
  readonly items: readonly MadeItem[];
}

const failures: string[] = [];
const check = (isGood: boolean, what: string) => {
  if (isGood) return;
  failures.push(what);
  console.log(`FAILED ${what}`);
};

const compare = async (url: string, items: readonly MadeItem[], when: string) => {
  const stored = await storedItems(url);
  check(stored.size === items.length, `${when}: ${stored.size} items are stored, not ${items.length}`);
  const sorted = (row: object | undefined) => row && Object.fromEntries(Object.entries(row).sort());
  for (const item of items) {
    const [found, right] = [
      sorted(stored.get(item.token)),
      sorted({ imdb_id: null, external_ids: {}, ...item.stored }),
    ];
    check(
      isDeepStrictEqual({ ...found }, right),
      `${when}: ${JSON.stringify(item.row)} is stored as ${JSON.stringify(found)}, not as ${JSON.stringify(right)}`,
    );
  }
};

/** Corrects a file of rejected rows in place. */
const correctFile = (path: string, { shape, items }: Made) => {
  const byToken = new Map(items.map((item) => [item.token, item]));
  const correct = (text: string) => {
    const token =
      /#([^#]+)#/.exec(text)?.[1] ?? [...byToken.keys()].find((one) => text.split('\n').includes(one));
    const item = byToken.get(token ?? '');
    if (item === undefined) throw new Error(`${path}: a row of no item: ${text}`);
    const wrong = Object.keys(item.corrected).filter((name) => item.row[name] !== item.corrected[name]);
    return { right: item.corrected, wrong };
  };
  writeFileSync(path, shape.correct(readFileSync(path, 'utf8'), correct));
};

/** Imports a path, corrects what was rejected, and imports that. */
const importAndCorrect = async (
  url: string,
  path: string,
  made: readonly Made[],
  options: readonly string[] = [],
) => {
  const items = made.flatMap((one) => one.items);
  const accepted = items.filter(({ isRejected }) => !isRejected);
  const errors =
    made.length === 1 ? join(path, `../movies-errors.${made[0]?.shape.rejectedExtension}`) : `${path}-errors`;
  const first = await importFiles(url, path, '--errors', errors, ...options);
  check(first.code === 1, `${path}: exit code ${first.code}: ${first.stdout}${first.stderr}`);
  const rejected = [...first.stdout.matchAll(/(\d+) rejected/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  check(
    rejected === items.length - accepted.length,
    `${path}: ${rejected} rejected, not ${items.length - accepted.length}`,
  );
  check(!first.stderr.includes('not written to'), first.stderr);
  await compare(url, accepted, path);
  for (const one of made) {
    const file = statSync(errors).isDirectory() ? join(errors, one.name) : errors;
    if (one.items.some(({ isRejected }) => isRejected)) correctFile(file, one);
  }
  // Files of rejected rows are UTF-8.
  const second = await importFiles(url, errors);
  check(second.code === 0, `${errors}: exit code ${second.code}: ${second.stdout}${second.stderr}`);
  await compare(url, items, errors);
};

const makeFile = async (random: Random, shape: Shape, plural: Plural, name: string, isLatin = false) => {
  const items = makeItems(random, { plural, prefix: name, count: rowsOfFile, isLatin });
  const canBreak = shape.extension !== 'xlsx';
  // A row that is broken anyway is broken as text, too.
  const rows = items.map(
    ({ row, isRejected }): Row =>
      isRejected && canBreak && row.title !== '' && random.chance(0.2) ? { ...row, isBroken: 1 } : row,
  );
  const clean = rows.map((row) => ({ ...row }));
  const made: Made = { name: `${plural}-${name}.${shape.rejectedExtension}`, shape, plural, items };
  return { made, file: `${plural}-${name}.${shape.extension}`, content: await shape.write(clean, random) };
};

/** Files of the sources that an import recognizes: it needs no option, and repeated it changes nothing. */
const importKnown = async (random: Random, folder: string): Promise<number> => {
  const { url, drop } = await emptyDatabase();
  const files = await makeKnownFiles(random, 30);
  mkdirSync(folder);
  for (const { name, content } of files) writeFileSync(join(folder, name), content);
  const items = files.flatMap((file) => file.items);
  for (const other of [/[1-9]\d* (?:changed|unchanged|rejected)/, /[1-9]\d* (?:created|changed|rejected)/]) {
    const { code, stdout, stderr } = await importFiles(url, folder);
    check(code === 0 && !other.test(stdout), `${folder}: exit code ${code}: ${stdout}${stderr}`);
    await compare(url, items, folder);
  }
  await drop();
  return items.length;
};

const playRound = async (seed: number, folder: string) => {
  const random = new Random(seed);
  const [first, second] = [await emptyDatabase(), await emptyDatabase()];
  const files = await Promise.all(
    detected.map((shape, i) =>
      makeFile(random.fork(`${i}`), shape, random.pick(['movies', 'series']), `f${i}`),
    ),
  );
  const inZip = new Set(
    random
      .shuffled(files)
      .filter(({ file }) => !file.endsWith('.gz'))
      .slice(0, 3),
  );
  mkdirSync(join(folder, 'all'), { recursive: true });
  for (const { file, content } of files.filter((one) => !inZip.has(one)))
    writeFileSync(join(folder, 'all', file), content);
  writeFileSync(
    join(folder, 'all/archive.zip'),
    zip(...[...inZip].map(({ file, content }) => ({ name: file, content }))),
  );
  await importAndCorrect(
    first.url,
    join(folder, 'all'),
    files.map(({ made }) => made),
  );
  const western = table(random.pick([',', ';', '\t']), 'csv', 'windows-1252');
  const { made, file, content } = await makeFile(random, western, 'movies', 'latin', true);
  writeFileSync(join(folder, file), content);
  await importAndCorrect(second.url, join(folder, file), [made], ['--encoding', 'windows-1252']);
  await first.drop();
  await second.drop();
  const known = await importKnown(random.fork('known'), join(folder, 'known'));
  return files.reduce((sum, one) => sum + one.made.items.length, made.items.length + known);
};

const folder = mkdtempSync(join(tmpdir(), 'check-files-'));
try {
  for (let round = 0; round < Number(values.rounds) && failures.length === 0; round += 1) {
    const seed = Number(values.seed) + round;
    const rows = await playRound(seed, join(folder, `${round}`));
    console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'} seed ${seed}: ${rows} rows`);
  }
} finally {
  if (failures.length === 0) rmSync(folder, { recursive: true });
  else console.log(`The files are in ${folder}`);
  await dropTestDatabases();
  await stopServers();
}
process.exitCode = failures.length > 0 ? 1 : 0;
