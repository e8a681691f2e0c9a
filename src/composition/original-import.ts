import type { Knex } from 'knex';
import { type OriginalDatabase, readOriginal } from '../adapters/import/original/original-database.js';
import {
  catalogueRow,
  columnsWithoutField,
  originalTables,
} from '../adapters/import/original/original-tables.js';
import type { NotStored } from '../core/import/catalogue-import.js';
import { addResult, type CountsByKind } from '../core/import/import-counts.js';
import type { Place, RejectedRow } from '../core/import/import-row.js';
import { reasonsOf } from '../core/import/rejections.js';
import { shown } from '../core/import/row-fields.js';
import { catalogueKinds } from './catalogue-kinds.js';
import { newImport } from './import.js';
import { type AccountResult, importOriginalAccounts, type OriginalReport } from './original-accounts.js';

/** What an import from the original service needs. */
export interface OriginalImport {
  /** The database of the original service. */
  readonly url: string;
  readonly database: Knex;
  readonly report: OriginalReport;
  /** Stops the import between two batches, or while it waits for the original. */
  readonly signal: AbortSignal;
}

/** The counts of what was committed, and the error that ended the import early. */
export interface OriginalResult {
  readonly counts: CountsByKind;
  readonly failure?: unknown;
}

const rowOf = ({ file, line }: Place) => `${file} ${line}`;

async function* catalogueRows(original: OriginalDatabase, table: string, report: OriginalReport) {
  for await (const rows of original.rows(table)) {
    for (const row of rows)
      for (const column of columnsWithoutField(table, row))
        report.column(`${table} ${row.id}`, column, row[column]);
    yield rows.map((row) => catalogueRow(table, row));
  }
}

const reportNotStored =
  (report: OriginalReport) =>
  ({ leftOut, kept }: NotStored) => {
    for (const { place, field, column = field, value } of leftOut)
      report.row(rowOf(place), `${column} ${shown(value)} is not stored, since it is not valid here`);
    for (const { place, field, value } of kept)
      report.row(rowOf(place), `${field} was edited here, and is not replaced by ${shown(value)}`);
  };

/**
 * Imports the accounts and the catalogue of the original service. Another run creates and changes only what the original
 * has changed since: accounts are matched by email and stay as they are, and items are matched by their sourceId
 * `original:<id>`.
 */
export const importOriginal = async (settings: OriginalImport): Promise<OriginalResult> => {
  const { url, database, report, signal } = settings;
  let users: CountsByKind = {};
  const onAccount = (result: AccountResult) => {
    const one = { created: 0, changed: 0, unchanged: 0, authors: 0, [result]: 1 };
    users = { users: addResult(users.users, one, result === 'refused' ? 1 : 0) };
  };
  const onRejected = (rows: readonly RejectedRow[]) => {
    for (const row of rows) report.row(rowOf(row.place), `rejected: ${reasonsOf(row)}`);
  };
  const options = { isLenient: true, onNotStored: reportNotStored(report) };
  const catalogue = await newImport(database, { source: 'original' }, onRejected, options);
  let failure: unknown;
  try {
    await readOriginal(url, signal, async (original) => {
      for (const [table, rows] of original.otherTables)
        report.row(
          `table ${table}`,
          `its ${rows === undefined ? '' : `${rows} `}rows are not imported, since there is no such kind`,
        );
      await importOriginalAccounts(original, settings, onAccount);
      for (const kind of catalogueKinds.filter(({ plural }) => originalTables.has(plural)))
        await kind
          .importable(catalogueKinds)
          .import(catalogue, catalogueRows(original, kind.plural, report), signal);
    });
  } catch (error) {
    failure = signal.aborted ? signal.reason : error;
  }
  return { counts: { ...users, ...(await catalogue.confirmedCounts()) }, failure };
};
