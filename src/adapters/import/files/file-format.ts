import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { csv } from './csv.js';
import { json, jsonLines } from './json.js';
import type { Source } from './lines.js';
import { ndjson } from './ndjson.js';
import type { OnHeader, ReadOptions, WriteOptions } from './read-options.js';
import { xlsx } from './xlsx.js';

/** Reads rows from a file. */
export interface FileReader {
  /** Whether it reads the bytes on disk, not text. */
  readonly isBinary?: true;
  /**
   * The rows of a file in chunks. Memory is constant.
   *
   * @throws InputError if the file has another format, before the first row; if it can no longer be read
   */
  read(
    file: Source,
    columns: Columns,
    options?: ReadOptions,
  ): AsyncIterable<readonly (ReadRow | RejectedRow)[]>;
  /**
   * The rows with all columns of the file, under their names in the file. Cells are texts. In JSON, the rows are the
   * elements of all lists.
   *
   * @param onHeader called with the columns of a table, also if it has no rows
   */
  readRaw(
    file: Source,
    options?: ReadOptions,
    onHeader?: OnHeader,
  ): AsyncIterable<readonly (ReadRow | RejectedRow)[]>;
}

/** Writes the items of a kind as text, and reads them back unchanged. */
export interface FileFormat extends FileReader {
  /** The media type with its charset (RFC 9110 section 8.3). */
  readonly contentType: string;
  /** The text before the items. */
  header(columns: Columns, options?: WriteOptions): string;
  /** An item as a line, with its line end. Fields without a column are left out. */
  line(item: Readonly<Record<string, unknown>>, columns: Columns, options?: WriteOptions): string;
}

/** The file extension. */
export type FormatName = 'ndjson' | 'csv';

export const fileFormats: Readonly<Record<FormatName, FileFormat>> = { ndjson, csv };

/** By file extension. A format may have several extensions. */
export const fileReaders: Readonly<Record<string, FileReader>> = {
  ndjson: jsonLines,
  jsonl: jsonLines,
  json,
  csv,
  tsv: csv,
  txt: csv,
  xlsx,
};

/** The extensions that a file of rejected rows may have, so that the same reader reads it. */
export const rejectedExtensions = (reader: FileReader): readonly string[] =>
  reader === json
    ? ['json', 'ndjson', 'jsonl']
    : reader === jsonLines
      ? ['ndjson', 'jsonl']
      : ['csv', 'tsv', 'txt'];

/** The formats of `fileReaders`, each named by its usual extension. */
export const formatNames = ['ndjson', 'json', 'csv', 'xlsx'];
