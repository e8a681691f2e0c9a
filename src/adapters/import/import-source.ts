import type { Knex } from 'knex';
import type { Author } from '../../core/catalogue/author.js';
import type { Columns } from '../../core/catalogue/columns.js';
import type { CatalogueImport } from '../../core/import/catalogue-import.js';
import type { GenreLabels } from '../../core/import/genre-labels.js';
import type { Place, ReadRow, RejectedRow } from '../../core/import/import-row.js';

/** A kind whose items can be imported. */
export interface ImportableKind {
  readonly plural: string;
  /** The field with the title or the name of an item. */
  readonly namedBy: string;
  /** The columns of its files. */
  readonly columns: Columns;
  /** The fields of a row as they would be stored, if they are valid. */
  normalized(fields: ReadRow['fields'], labels?: GenreLabels): ReadRow['fields'];
  /**
   * @param signal see `CatalogueImport.run`
   * @param labels the genre labels of the source of the rows
   */
  import(
    into: CatalogueImport,
    rows: AsyncIterable<readonly (ReadRow | RejectedRow)[]>,
    signal?: AbortSignal,
    labels?: GenreLabels,
  ): Promise<void>;
}

/** The catalogue, as far as an import needs to know it. */
export interface ImportableCatalogue {
  /** Kinds come after the kinds that they refer to. */
  readonly kinds: readonly ImportableKind[];
  /** @throws Error if there is no such kind */
  readonly kindNamed: (plural: string) => ImportableKind;
  /** @throws DomainError `validation-failed` */
  readonly validAuthor: (fields: unknown) => Author;
}

/** A format whose files are imported together, from one folder. */
export interface FolderFormat {
  /** The value of `--format`. */
  readonly name: string;
  /** The name in messages, such as `IMDb files`. */
  readonly files: string;
  /** Whether a file of this name makes its folder a folder of this format. */
  isMarkedBy(name: string): boolean;
  /**
   * @param names of all files in the folder
   * @throws InputError
   */
  open(folder: string, names: readonly string[], catalogue: ImportableCatalogue): Promise<ImportSource>;
}

/** Names that are not stored, because an item has one author. */
export interface FurtherNames {
  /** The number of rows with such names. */
  readonly count: number;
  readonly example: { readonly names: readonly string[]; readonly place: Place };
}

/** How the columns of a file are read. */
export interface MappingReport {
  readonly file: string;
  /** The site or program that it is from; undefined: unknown, or this service. */
  readonly source: string | undefined;
  /** What rows of the source contain besides the titles, such as ratings; undefined: nothing. */
  readonly notStored: string | undefined;
  /** Each column with the fields that are read from it; none: it is ignored. */
  readonly columns: readonly { readonly column: string; readonly fields: readonly string[] }[];
  /** Columns that are ignored although no option names them. */
  readonly unmappedColumns: readonly string[];
  /** The first rows of each kind. */
  readonly firstRows: readonly { readonly plural: string; readonly fields: ReadRow['fields'] }[];
  /** Of the rows that were imported. */
  readonly furtherNames: FurtherNames | undefined;
}

/** Files to import. All of them were opened and are readable. */
export interface ImportSource {
  /** Paths. */
  readonly files: readonly string[];
  /** Names of other files in the folder, which are not imported. */
  readonly leftOut: readonly string[];
  /** How the columns are read, by file. Empty if the format determines it. */
  readonly mappings: readonly MappingReport[];
  /** Endings that a file for rejected rows may have; undefined: they need a folder, with a file for each input. */
  readonly rejectedExtensions?: readonly string[] | undefined;
  /** Bytes on disk to read. A file that is read several times counts each time. */
  readonly totalBytes: number;
  /** How many of `totalBytes` have been read. */
  consumed(): number;
  /** Whether it needs temporary tables, which a connection pooler in transaction mode does not keep. */
  readonly needsSession: boolean;
  /** @param database with a single connection if `needsSession`: temporary tables belong to a connection */
  importInto(into: CatalogueImport, database: Knex, signal: AbortSignal): Promise<void>;
}
