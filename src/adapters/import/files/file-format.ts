import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RefusedRow } from '../../../core/import/import-ports.js';
import { csv } from './csv.js';
import type { Source } from './lines.js';
import { ndjson } from './ndjson.js';

/** A way to write the items of a kind as text, and to read them back to the same. */
export interface FileFormat {
  /** With its charset (RFC 9110 section 8.3). */
  readonly contentType: string;
  /** What stands above the items. */
  header(columns: Columns): string;
  /** An item, down to the end of its line; fields that are no columns are left out. */
  line(item: Readonly<Record<string, unknown>>, columns: Columns): string;
  /**
   * What a file tells of items, in its order, by as many rows as come at a time. Memory is constant.
   *
   * @throws InputError when the file is none of this format, before the first row, or can no longer be read
   */
  read(file: Source, columns: Columns): AsyncIterable<readonly (ReadRow | RefusedRow)[]>;
}

/** What people call them. */
export type FormatName = 'ndjson' | 'csv';

export const fileFormats: Readonly<Record<FormatName, FileFormat>> = { ndjson, csv };
