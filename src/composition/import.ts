import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { formatNames } from '../adapters/import/files/file-format.js';
import { imdb } from '../adapters/import/imdb/imdb-source.js';
import type { ImportableCatalogue, ImportSource } from '../adapters/import/import-source.js';
import { knownSources } from '../adapters/import/known-sources/known-sources.js';
import {
  type KnownFormats,
  openSource,
  openUpload,
  type SourceOptions,
} from '../adapters/import/open-source.js';
import { PlaceFile } from '../adapters/import/place-file.js';
import { importTransaction } from '../adapters/import/sql/import-transaction.js';
import { KnexDryRun } from '../adapters/import/sql/knex-dry-run.js';
import type { AnyKind } from '../core/catalogue/kind.js';
import { kindOf } from '../core/catalogue/references.js';
import { CatalogueImport, type ImportSettings } from '../core/import/catalogue-import.js';
import type { RejectedRow } from '../core/import/import-row.js';
import type { Replacing } from '../core/import/kept-fields.js';
import { catalogueKinds, type KindRow, validAuthor } from './catalogue-kinds.js';
import { commandUnitOfWork } from './command-unit-of-work.js';

const known: KnownFormats = { folders: [imdb], sources: knownSources };

/** The values of `--format`. */
export const importFormats = [...formatNames, ...known.folders.map(({ name }) => name)];

const importableCatalogue = (kinds: readonly KindRow[]): ImportableCatalogue => ({
  kinds: kinds.map((kind) => kind.importable(kinds)),
  kindNamed: (plural: string) => kindOf(plural, kinds).importable(kinds),
  validAuthor,
});

/** Opens the files of an import. @throws InputError */
export const openImportSource = (path: string, options: SourceOptions): Promise<ImportSource> =>
  openSource(path, options, importableCatalogue(catalogueKinds), known);

/** Opens the file of an import over HTTP. @param file its path, and its name for messages. @throws InputError */
export const openUploadedSource = (
  file: { readonly path: string; readonly name: string },
  options: SourceOptions,
  kinds: readonly KindRow[],
): Promise<ImportSource & { close(): void }> => openUpload(file, options, importableCatalogue(kinds), known);

/** The import of the command and of the service, which differ in their units of work. */
export const catalogueImport = (settings: Omit<ImportSettings, 'pause'>): CatalogueImport =>
  new CatalogueImport({
    ...settings,
    pause: (milliseconds: number) => sleep(milliseconds),
  });

/** Creates an import. @param source what is imported, for the audit trail */
export const newImport = async (
  database: Knex,
  source: Readonly<Record<string, unknown>>,
  onRejected: (rows: readonly RejectedRow[]) => void,
  {
    isDryRun = false,
    isLenient = false,
    replacing,
    onNotStored,
    kinds = catalogueKinds,
  }: Pick<ImportSettings, 'onNotStored'> & {
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
  // Its file is not closed: the process of a command ends after the import.
  const places = new PlaceFile();
  return catalogueImport({
    unitOfWork,
    installation,
    places,
    source,
    isLenient,
    replacing,
    onRejected,
    onNotStored,
  });
};
