import { type Column, type Columns, columnNamed } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { fromCell, toCell } from './csv-cells.js';
import type { CsvRecord } from './csv-records.js';
import { recordsOf } from './delimited-text.js';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';
import type { ReadOptions, WriteOptions } from './read-options.js';
import { wrongCellCount } from './rejected-rows.js';

type NamedColumn = readonly [name: string, column: Column];

/** @throws InputError if a name is not a column, or is repeated */
const readHeader = (file: string, header: CsvRecord | RejectedRow, columns: Columns): NamedColumn[] => {
  if ('violations' in header) {
    throw new InputError(file, `invalid header: ${header.violations[0]?.message}`, header.place.line);
  }
  const { line, cells } = header;
  const supported = `Supported: ${Object.keys(columns).join(', ')}`;
  return cells.map((name, i) => {
    if (cells.indexOf(name) < i) {
      throw new InputError(file, `the column ${JSON.stringify(name)} is repeated`, line);
    }
    const column = columnNamed(columns, name);
    if (column === undefined) {
      throw new InputError(file, `${JSON.stringify(name.slice(0, 100))} is not a column. ${supported}`, line);
    }
    return [name, column];
  });
};

const readRecord = (file: string, { line, cells, size }: CsvRecord, columns: readonly NamedColumn[]) => {
  const place = { file, line };
  if (cells.length !== columns.length) return wrongCellCount(place, cells.length, columns.length);
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i += 1) {
    const [name, column] = columns[i] as NamedColumn;
    const value = fromCell(cells[i] as string, column);
    if (value !== undefined) fields[name] = value;
  }
  return { place, fields, size };
};

/**
 * The rows of a table: the first record is the header, which may have any columns in any order. A field without a column is
 * absent.
 *
 * @throws InputError if there is no header, or a column is unknown or repeated
 */
export async function* readTableRows(
  file: string,
  batches: AsyncIterable<readonly (CsvRecord | RejectedRow)[]>,
  columns: Columns,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  let header: NamedColumn[] | undefined;
  for await (let records of batches) {
    if (header === undefined) {
      const [first] = records;
      if (first === undefined) continue;
      header = readHeader(file, first, columns);
      records = records.slice(1);
    }
    const named = header;
    if (records.length > 0) {
      yield records.map((one) => ('violations' in one ? one : readRecord(file, one, named)));
    }
  }
  if (header === undefined) {
    throw new InputError(file, 'the file is empty: it needs a header with the names of columns', 1);
  }
}

/**
 * RFC 4180 with a header. Values of a list are separated by commas in their cell. An empty cell is an empty list, null or
 * an absent field, depending on the column. Text that a spreadsheet would run is written with an apostrophe in front.
 */
export const csv = {
  contentType: 'text/csv; charset=utf-8; header=present',

  header: (columns: Columns, { delimiter = ',', hasByteOrderMark = false }: WriteOptions = {}): string =>
    `${hasByteOrderMark ? '\ufeff' : ''}${Object.keys(columns).join(delimiter)}\r\n`,

  line(
    item: Readonly<Record<string, unknown>>,
    columns: Columns,
    { delimiter = ',' }: WriteOptions = {},
  ): string {
    const cells: string[] = [];
    for (const name in columns) cells.push(toCell(item[name], columns[name] as Column, delimiter));
    return `${cells.join(delimiter)}\r\n`;
  },

  /** @param delimiter one character; undefined: detected among comma, semicolon, tab and `|` */
  async *read(
    file: Source,
    columns: Columns,
    { delimiter }: ReadOptions = {},
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    yield* readTableRows(file.name, recordsOf(file, delimiter), columns);
  },
};
