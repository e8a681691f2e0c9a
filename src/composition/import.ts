import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { PlaceFile } from '../adapters/import/place-file.js';
import { KnexDryRun } from '../adapters/import/sql/knex-dry-run.js';
import { KnexImport } from '../adapters/import/sql/knex-import.js';
import { Import } from '../core/import/catalogue-import.js';
import type { RefusedRow } from '../core/import/import-ports.js';
import { catalogueKinds } from './catalogue-kinds.js';

/** What is to be imported, looked at and found readable. */
export interface ImportSource {
  /** Its files, by their paths. */
  readonly files: readonly string[];
  /** Files of the folder that are nothing to import. */
  readonly leftOut: readonly string[];
  /** What there is to read, in bytes on disk; what is read several times counts so often. */
  readonly totalBytes: number;
  /** How many of them have been read. */
  consumed(): number;
  /** Whether it needs temporary tables, which a pooler in transaction mode does not keep. */
  readonly needsSession: boolean;
  /** @param database one connection alone, since temporary tables go with it */
  importInto(into: Import, database: Knex, signal: AbortSignal): Promise<void>;
}

/**
 * An import into a database.
 * @param source what is imported, as the audit trail will tell
 */
export const newImport = async (
  database: Knex,
  source: Readonly<Record<string, unknown>>,
  onRefused: (rows: readonly RefusedRow[]) => void,
  { isDryRun = false } = {},
): Promise<Import> => {
  const { id } = await database('installation').first('id');
  const plurals = catalogueKinds.map(({ plural }) => plural);
  const transactions = isDryRun ? await KnexDryRun.begin(database, plurals) : new KnexImport(database);
  return new Import(
    transactions,
    id,
    (milliseconds) => sleep(milliseconds),
    new PlaceFile(),
    source,
    onRefused,
  );
};
