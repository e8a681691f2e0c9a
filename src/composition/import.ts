import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { formatNames } from '../adapters/import/files/file-format.js';
import { imdb } from '../adapters/import/imdb/imdb-source.js';
import type { ImportSource } from '../adapters/import/import-source.js';
import { knownSources } from '../adapters/import/known-sources/known-sources.js';
import { type KnownFormats, openSource, type SourceOptions } from '../adapters/import/open-source.js';
import { PlaceFile } from '../adapters/import/place-file.js';
import { importTransaction } from '../adapters/import/sql/import-transaction.js';
import { KnexDryRun } from '../adapters/import/sql/knex-dry-run.js';
import type { AnyKind } from '../core/catalogue/kind.js';
import { CatalogueImport } from '../core/import/catalogue-import.js';
import type { RejectedRow } from '../core/import/import-row.js';
import type { Replacing } from '../core/import/kept-fields.js';
import { catalogueKinds, kindNamed, validAuthor } from './catalogue-kinds.js';
import { commandUnitOfWork } from './command-unit-of-work.js';

const known: KnownFormats = { folders: [imdb], sources: knownSources };

/** The values of `--format`. */
export const importFormats = [...formatNames, ...known.folders.map(({ name }) => name)];

/** Opens the files of an import. @throws InputError */
export const openImportSource = (path: string, options: SourceOptions): Promise<ImportSource> => {
  const catalogue = {
    kinds: catalogueKinds.map((kind) => kind.importable(catalogueKinds)),
    kindNamed: (plural: string) => kindNamed(plural).importable(catalogueKinds),
    validAuthor,
  };
  return openSource(path, options, catalogue, known);
};

/** Creates an import. @param source what is imported, for the audit trail */
export const newImport = async (
  database: Knex,
  source: Readonly<Record<string, unknown>>,
  onRejected: (rows: readonly RejectedRow[]) => void,
  {
    isDryRun = false,
    isLenient = false,
    replacing,
    kinds = catalogueKinds,
  }: {
    isDryRun?: boolean;
    isLenient?: boolean;
    replacing?: Replacing | undefined;
    kinds?: readonly AnyKind[];
  } = {},
): Promise<CatalogueImport> => {
  const { id: installation } = await database('installation').first('id');
  const unitOfWork = isDryRun
    ? await KnexDryRun.create(database, kinds)
    : commandUnitOfWork(database, importTransaction());
  const pause = (milliseconds: number) => sleep(milliseconds);
  return new CatalogueImport({
    unitOfWork,
    installation,
    pause,
    places: new PlaceFile(),
    source,
    isLenient,
    replacing,
    onRejected,
  });
};
