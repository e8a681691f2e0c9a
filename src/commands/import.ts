import { appendFileSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fileFormats } from '../adapters/import/files/file-format.js';
import { showProgress } from '../adapters/terminal/progress.js';
import { catalogueKinds, kindTables } from '../composition/catalogue-kinds.js';
import { newImport, openImportSource } from '../composition/import.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import type { Columns } from '../core/catalogue/columns.js';
import type { Tallies } from '../core/import/catalogue-import.js';
import type { RefusedRow } from '../core/import/import-ports.js';
import { DomainError } from '../core/shared/errors.js';
import { command, messageOf, tell } from './command.js';
import { summaryOf } from './summary.js';

const usage = `npm run import -- <file or folder> [--format ndjson|csv|imdb] [--kind ${kindTables.join('|')}]
  [--dry-run] [--errors <file>]`;

/** Exit codes: rows were refused, or it did not come to its end; nothing was done. */
const [incomplete, nothing] = [1, 2];
/** So many refused rows are told on the terminal, and so much of what is wrong with each; --errors has all. */
const [mostTold, longestTold] = [20, 300];
/** Of a batch, which is larger than what a request may ask for. */
const statementTimeoutMs = 60_000;

const errorColumns: Columns = Object.fromEntries(
  ['file', 'line', 'field', 'reason'].map((name) => [name, { type: 'text', isNullable: true }]),
);

/** Tells of refused rows: some on the terminal, all of them in the file, if there is to be one. */
const errorReport = (path: string | undefined) => {
  const { csv } = fileFormats;
  if (path !== undefined) writeFileSync(path, csv.header(errorColumns));
  let told = 0;
  return (refused: readonly RefusedRow[]) => {
    const lines = refused.flatMap(({ place: { file, line }, violations }) =>
      violations.map(({ pointer, message }) => ({
        file,
        line: String(line),
        field: pointer.slice(1) || null,
        reason: message,
      })),
    );
    if (path !== undefined) appendFileSync(path, lines.map((line) => csv.line(line, errorColumns)).join(''));
    for (const { file, line, field, reason } of lines.slice(0, Math.max(0, mostTold - told))) {
      const wrong = `${reason.startsWith(field ?? '') ? '' : `${field}: `}${reason}`;
      tell(`${file}, line ${line}: ${wrong.slice(0, longestTold)}`);
    }
    told += lines.length;
    return told;
  };
};

const isAmong = (path: string, paths: readonly string[]) =>
  existsSync(path) && paths.some((one) => realpathSync(one) === realpathSync(path));

const rowsOf = (tallies: Tallies): number =>
  Object.values(tallies).reduce(
    (sum, { created, changed, unchanged, refused }) => sum + created + changed + unchanged + refused,
    0,
  );

await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      kind: { type: 'string' },
      errors: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { format, kind, errors, 'dry-run': isDryRun } = values;
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(`say what to import:\n${usage}`);
  if (format !== undefined && !['ndjson', 'csv', 'imdb'].includes(format))
    throw new Error(`there is no format ${format}\n${usage}`);
  if (kind !== undefined && !catalogueKinds.some(({ plural }) => plural === kind))
    throw new Error(`there is no kind ${kind}\n${usage}`);
  const settings = readSettings();
  const source = await openImportSource(path, { format, kind });
  if (errors !== undefined && isAmong(errors, source.files))
    throw new Error(`${errors} is to be imported: name another file for --errors`);
  const report = errorReport(errors);
  for (const name of source.leftOut) tell(`left out: ${name}`);

  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped. Run it again, and it takes up from there.'));
  // Not once: npm and whatever starts this pass on a Ctrl-C that the terminal has told everybody already.
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const { database, isPooled, close } = await openStorage(
    // All over one connection, which temporary tables go with.
    { ...settings, DB__POOL_MAX: 1, DB__STATEMENT_TIMEOUT_MS: statementTimeoutMs },
    // What knex warns of is thrown as well, and standard output is for the summary.
    { warn: (message) => message !== 'knex' && tell(message) },
  );
  if (isPooled && (isDryRun || source.needsSession)) {
    await close();
    throw new Error(
      `${isDryRun ? 'A dry run' : 'An import of IMDb’s files'} needs a session of its own, and DB_URL leads to a ` +
        'connection pooler, which gives each transaction another one. Set DB_URL to the Postgres server itself',
    );
  }
  const into = await newImport(database, { files: source.files.map((file) => basename(file)) }, report, {
    isDryRun,
  });
  const progress = showProgress();
  const update = () =>
    progress.update({
      bytes: source.consumed(),
      totalBytes: source.totalBytes,
      rows: rowsOf(into.tallies),
    });
  const timer = setInterval(update, 100);
  let failure: unknown;
  try {
    await source.importInto(into, database, stopping.signal);
  } catch (error) {
    failure = error;
  }
  const tallies = await into.confirmedTallies();
  clearInterval(timer);
  update();
  progress.stop();
  await close();

  const all = Object.values(tallies);
  if (all.length === 0 && failure === undefined) process.stdout.write('there are no rows in it\n');
  else process.stdout.write(`${isDryRun ? 'this is what would be done:\n' : ''}${summaryOf(tallies)}`);
  const [done, refused] = [
    all.some(({ created, changed, unchanged }) => created + changed + unchanged > 0),
    all.some((tally) => tally.refused > 0),
  ];
  if (failure !== undefined) {
    tell(messageOf(failure));
    if (failure instanceof DomainError && failure.code === 'unavailable')
      tell('What is told above is there. Run it again, and it takes up from there.');
  }
  process.exitCode = failure === undefined && !refused ? 0 : done ? incomplete : nothing;
}, nothing);
