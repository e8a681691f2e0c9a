import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { KnexDryRun } from '../adapters/knex/dry-run.js';
import { KnexImport } from '../adapters/knex/knex-import.js';
import type { RefusedRow } from '../core/catalogue/import-ports.js';
import { Import } from '../core/catalogue/import-rows.js';
import { catalogueKinds } from './catalogue-kinds.js';

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
  return new Import(transactions, id, (milliseconds) => sleep(milliseconds), source, onRefused);
};
