import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { PlaceFile } from '../adapters/files/place-file.js';
import { referenceConstraints } from '../adapters/knex/database-errors.js';
import { KnexDryRun } from '../adapters/knex/dry-run.js';
import { KnexImport } from '../adapters/knex/knex-import.js';
import type { RefusedRow } from '../core/catalogue/import-ports.js';
import { Import } from '../core/catalogue/import-rows.js';
import { catalogueKinds, kindTables } from './catalogue-kinds.js';

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
  const transactions = isDryRun
    ? await KnexDryRun.begin(database, kindTables)
    : new KnexImport(database, referenceConstraints(catalogueKinds));
  return new Import(
    transactions,
    id,
    (milliseconds) => sleep(milliseconds),
    new PlaceFile(),
    source,
    onRefused,
  );
};
