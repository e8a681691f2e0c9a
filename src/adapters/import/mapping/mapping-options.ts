import type { ReadRow } from '../../../core/import/import-row.js';

/** The options of a user for the columns of a file. */
export interface MappingOptions {
  readonly kind?: string | undefined;
  /** Fields of the API, each with the column that it is read from. */
  readonly map?: readonly { readonly field: string; readonly column: string }[];
  /** Columns that are not imported. */
  readonly ignore?: readonly string[];
  /** Whether unknown columns are ignored. Otherwise the file is rejected. */
  readonly ignoresOthers?: boolean;
}

/** The first rows of a file, as they are in it. */
export interface FileSample {
  /** As shown to the user. */
  readonly file: string;
  /** The header of a table, or the paths in the first objects of JSON. */
  readonly names: readonly string[];
  /** For JSON also the paths of objects that contain other values. */
  readonly allNames: readonly string[];
  readonly isTable: boolean;
  readonly rows: readonly Pick<ReadRow, 'fields' | 'list'>[];
}
