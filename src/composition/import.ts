import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { ImportSource } from '../adapters/import/import-source.js';
import { openSource, type SourceOptions } from '../adapters/import/open-source.js';
import { PlaceFile } from '../adapters/import/place-file.js';
import { KnexDryRun } from '../adapters/import/sql/knex-dry-run.js';
import { KnexImport } from '../adapters/import/sql/knex-import.js';
import { CatalogueImport } from '../core/import/catalogue-import.js';
import type { RefusedRow } from '../core/import/import-ports.js';
import { catalogueKinds, kindNamed, validAuthor } from './catalogue-kinds.js';

/** Opens the files of an import. @throws InputError */
export const openImportSource = (path: string, options: SourceOptions): Promise<ImportSource> =>
  openSource(path, options, { kinds: catalogueKinds, kindNamed, validAuthor });

/** @param source what is imported, for the audit trail */
export const newImport = async (
  database: Knex,
  source: Readonly<Record<string, unknown>>,
  onRefused: (rows: readonly RefusedRow[]) => void,
  { isDryRun = false } = {},
): Promise<CatalogueImport> => {
  const { id: installation } = await database('installation').first('id');
  const plurals = catalogueKinds.map(({ plural }) => plural);
  const transactions = isDryRun ? await KnexDryRun.create(database, plurals) : new KnexImport(database);
  const pause = (milliseconds: number) => sleep(milliseconds);
  return new CatalogueImport({
    transactions,
    installation,
    pause,
    places: new PlaceFile(),
    source,
    onRefused,
  });
};
