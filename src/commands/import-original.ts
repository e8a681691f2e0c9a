import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printable } from '../adapters/import/files/input-error.js';
import type { OriginalReport } from '../composition/original-accounts.js';
import { importOriginal } from '../composition/original-import.js';
import { readSettings } from '../composition/settings.js';
import { checkedDatabaseUrl } from '../composition/settings-urls.js';
import { openStorage } from '../composition/storage.js';
import { shown } from '../core/import/row-fields.js';
import { command, messageOf, printError } from './command.js';
import { formatCount } from './rejections.js';
import { summaryOf } from './summary.js';

const usage = `Usage: npm run import:original -- <DB_URL of the original service> [--report <file>]
  Instead of the argument, set ORIGINAL_DB_URL, since other users of this machine can see arguments.`;

/** Exit codes. incomplete: rows were rejected, or the import stopped early. nothingImported: no row was imported. */
const [incomplete, nothingImported] = [1, 2];

/**
 * Prints the messages about rows, and for each column without a field how many values it has.
 * @param path of a file that gets every message and value, with its row
 */
const newReport = (path: string | undefined): OriginalReport & { end(): void } => {
  // Only its owner may read it, because it contains values of the original service.
  const file = path === undefined ? undefined : openSync(path, 'w', 0o600);
  const write = (line: string) => file !== undefined && writeSync(file, `${printable(line)}\n`);
  const columns = new Map<string, number>();
  return {
    row: (row, what) => {
      printError(`${row}: ${what}`);
      write(`${row}: ${what}`);
    },
    column: (row, column, value) => {
      const name = `${row.split(' ', 1)[0]}.${column}`;
      columns.set(name, (columns.get(name) ?? 0) + 1);
      write(`${row}: ${column}${value === undefined ? '' : ` ${shown(value)}`} is not stored: no such field`);
    },
    end: () => {
      for (const [name, count] of columns)
        printError(`${name}: ${formatCount(count, 'value')} not stored, since there is no such field`);
      if (file === undefined && columns.size > 0) printError('--report <file> lists them by row');
      if (file !== undefined) closeSync(file);
    },
  };
};

/** `npm run import:original`: see docs/coming-from-fastapi.md. */
await command(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { report: { type: 'string' } },
  });
  const settings = readSettings();
  const [given, ...others] = positionals;
  const url =
    given === undefined
      ? settings.ORIGINAL_DB_URL
      : checkedDatabaseUrl('the database of the original service', given);
  if (url === undefined || others.length > 0) throw new Error(usage);

  const report = newReport(values.report);

  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped. Run the command again to continue.'));
  // Stays registered: npm forwards a Ctrl-C that the terminal has already sent to each process.
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const { openSession, close } = await openStorage(settings, {
    // Warnings of knex are thrown as errors as well.
    warn: (message) => message !== 'knex' && printError(message),
  });
  const session = openSession();
  const { counts, failure } = await importOriginal({
    url,
    database: session.database,
    report,
    signal: stopping.signal,
  }).finally(async () => {
    await session.close();
    await close();
  });
  report.end();
  process.stdout.write(summaryOf(counts));
  const all = Object.values(counts);
  const hasImported = all.some(({ created, changed, unchanged }) => created + changed + unchanged > 0);
  if (failure !== undefined) {
    printError(messageOf(failure));
    if (hasImported && !stopping.signal.aborted)
      printError('The rows counted above are saved. Run the command again to continue.');
  }
  const isComplete = failure === undefined && all.every(({ refused }) => refused === 0);
  process.exitCode = isComplete ? 0 : hasImported ? incomplete : nothingImported;
}, nothingImported);
