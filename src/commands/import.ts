import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { isEncoding } from '../adapters/import/files/text-source.js';
import { RejectedFileWriter } from '../adapters/import/rejected-file-writer.js';
import { showProgress } from '../adapters/terminal/progress.js';
import { kindTables } from '../composition/catalogue-kinds.js';
import { importFormats, newImport, openImportSource } from '../composition/import.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import { totalRows } from '../core/import/import-counts.js';
import type { RejectedRow } from '../core/import/import-row.js';
import type { Replacing } from '../core/import/kept-fields.js';
import { Rejections } from '../core/import/rejections.js';
import { DomainError } from '../core/shared/errors.js';
import { command, messageOf, printError } from './command.js';
import { linesOfKept } from './kept.js';
import { linesOfLeftOut } from './left-out.js';
import { fieldAndColumn } from './mapping-options.js';
import { linesOfMapping, mappingTable } from './mapping-table.js';
import { linesOfRejections, linesOfWritten } from './rejections.js';
import { summaryOf } from './summary.js';

const usage = `Usage: npm run import -- <file or folder> [--format ${importFormats.join('|')}] [--kind ${kindTables.join('|')}]
  [--map <field>=<column>]... [--ignore <column>]... [--ignore-others] [--delimiter <character>|tab] [--encoding <name>]
  [--sheet <name>] [--dry-run] [--lenient] [--errors <file>] [--overwrite|--keep-existing]`;

/** Exit codes. incomplete: rows were rejected, or the import stopped early. nothingImported: no row was imported. */
const [incomplete, nothingImported] = [1, 2];
/** A batch may take longer than a request. */
const statementTimeoutMs = 60_000;

const parseCommandLine = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      kind: { type: 'string' },
      delimiter: { type: 'string' },
      encoding: { type: 'string' },
      sheet: { type: 'string' },
      map: { type: 'string', multiple: true, default: [] },
      ignore: { type: 'string', multiple: true, default: [] },
      'ignore-others': { type: 'boolean', default: false },
      errors: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      lenient: { type: 'boolean', default: false },
      overwrite: { type: 'boolean', default: false },
      'keep-existing': { type: 'boolean', default: false },
    },
  });
  const { format, kind, encoding, sheet, errors, 'dry-run': isDryRun, lenient: isLenient } = values;
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new Error(`Exactly one file or folder is required.\n${usage}`);
  if (format !== undefined && !importFormats.includes(format))
    throw new Error(`--format: "${format}" is not a format.\n${usage}`);
  if (kind !== undefined && !kindTables.includes(kind))
    throw new Error(`--kind: "${kind}" is not a kind.\n${usage}`);
  const delimiter = values.delimiter === 'tab' ? '\t' : values.delimiter;
  if (delimiter !== undefined && !/^[^"\r\n]$/.test(delimiter))
    throw new Error(`--delimiter: "${delimiter}" is not a delimiter. Use one character, or tab.\n${usage}`);
  if (encoding !== undefined && !isEncoding(encoding))
    throw new Error(
      `--encoding: "${encoding}" is not supported. Use a name of the WHATWG Encoding Standard, such as windows-1252 or gbk`,
    );
  const mapping = {
    map: values.map.map(fieldAndColumn),
    ignore: values.ignore,
    ignoresOthers: values['ignore-others'],
  };
  if (values.overwrite && values['keep-existing'])
    throw new Error(`--overwrite and --keep-existing exclude each other.\n${usage}`);
  const replacing: Replacing | undefined = values.overwrite
    ? 'all'
    : values['keep-existing']
      ? 'none'
      : undefined;
  return {
    path,
    errors,
    isDryRun,
    isLenient,
    replacing,
    options: { format, kind, delimiter, encoding, sheet, ...mapping },
  };
};

/** Identifies a file: all hard and symbolic links to it have the same id. */
const idOf = (path: string): string => {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}/${ino}`;
};

/** Whether a path is one of these files, or an archive that contains one. */
const includesFile = (path: string, paths: readonly string[]) =>
  existsSync(path) &&
  paths.some((one) => one.startsWith(`${path}/`) || (existsSync(one) && idOf(one) === idOf(path)));

/** `npm run import`: see docs/import.md. */
await command(async () => {
  const { path, errors, isDryRun, isLenient, replacing, options } = parseCommandLine();
  const settings = readSettings();
  const source = await openImportSource(path, { ...options, keepsText: errors !== undefined });
  if (errors !== undefined && includesFile(errors, source.files))
    throw new Error(`--errors: ${errors} is one of the files to import. Choose another file`);
  const rejections = new Rejections();
  const rejectedFiles =
    errors === undefined ? undefined : new RejectedFileWriter(errors, source.rejectedExtensions);
  const onRejected = (rows: readonly RejectedRow[]) => {
    rejections.add(rows);
    rejectedFiles?.add(rows);
  };
  for (const name of source.leftOut) printError(`skipped: ${name}`);

  if (isDryRun) process.stdout.write(source.mappings.map(mappingTable).join(''));

  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped. Run the command again to continue.'));
  // Stays registered: npm forwards a Ctrl-C that the terminal has already sent to each process.
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const { database, isPooled, close } = await openStorage(
    // A single connection, since temporary tables belong to a connection.
    { ...settings, DB__POOL_MAX: 1, DB__STATEMENT_TIMEOUT_MS: statementTimeoutMs },
    // Warnings of knex are thrown as errors as well.
    { warn: (message) => message !== 'knex' && printError(message) },
  );
  if (isPooled && (isDryRun || source.needsSession)) {
    await close();
    throw new Error(
      `${isDryRun ? 'A dry run' : 'An import of these files'} needs a session of its own, but DB_URL points to a ` +
        'connection pooler in transaction mode. Set DB_URL to the Postgres server itself',
    );
  }
  const into = await newImport(database, { files: source.files.map((file) => basename(file)) }, onRejected, {
    isDryRun,
    isLenient,
    replacing,
  });
  const progress = showProgress();
  const update = () =>
    progress.update({
      bytes: source.consumed(),
      totalBytes: source.totalBytes,
      rows: totalRows(into.counts),
    });
  const timer = setInterval(update, 100);
  let failure: unknown;
  try {
    await source.importInto(into, database, stopping.signal);
  } catch (error) {
    failure = error;
  }
  try {
    rejectedFiles?.close();
  } catch (error) {
    failure ??= error;
  }
  const confirmed = await into.confirmedCounts();
  clearInterval(timer);
  update();
  progress.stop();
  await close();

  const written = rejectedFiles === undefined ? [] : linesOfWritten(rejectedFiles);
  for (const line of [
    ...source.mappings.flatMap(linesOfMapping),
    ...linesOfLeftOut(into.leftOut),
    ...linesOfKept(into.kept),
    ...linesOfRejections(rejections),
    ...written,
  ])
    printError(line);
  const counts = Object.values(confirmed);
  if (counts.length === 0 && failure === undefined) process.stdout.write('There are no rows to import.\n');
  else {
    const heading = isDryRun ? 'Dry run: nothing was written. An import would report:\n' : '';
    process.stdout.write(heading + summaryOf(confirmed));
  }
  if (failure !== undefined) {
    printError(messageOf(failure));
    if (failure instanceof DomainError && failure.code === 'unavailable')
      printError('The rows counted above are saved. Run the command again to continue.');
  }
  const hasImported = counts.some(({ created, changed, unchanged }) => created + changed + unchanged > 0);
  const isComplete = failure === undefined && counts.every(({ refused }) => refused === 0);
  process.exitCode = isComplete ? 0 : hasImported ? incomplete : nothingImported;
}, nothingImported);
