import type { Column, Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { fromCell, toCell } from './csv-cells.js';
import type { CsvRecord } from './csv-records.js';
import { recordsOf } from './delimited-text.js';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';
import type { ReadOptions, WriteOptions } from './read-options.js';
import { wrongCellCount } from './rejected-rows.js';

type NamedColumn = readonly [name: string, column: Column];

/** A cell that is not read as a field: text, or null. */
const rawColumn: Column = { type: 'text', isNullable: true };

/**
 * @param columns undefined: any column with a name
 * @throws InputError if a name is not a column, or is repeated
 */
const readHeader = (
  file: string,
  header: CsvRecord | RejectedRow,
  columns: Columns | undefined,
): (NamedColumn | undefined)[] => {
  if ('violations' in header) {
    throw new InputError(file, `invalid header: ${header.violations[0]?.message}`, header.place.line);
  }
  const { line, cells } = header;
  return cells.map((name, i) => {
    if (columns === undefined && name.trim() === '') return undefined;
    if (cells.indexOf(name) < i) {
      throw new InputError(file, `the column ${JSON.stringify(name)} is repeated`, line);
    }
    if (columns === undefined) return [name, rawColumn];
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column === undefined) {
      const supported = Object.keys(columns).join(', ');
      throw new InputError(
        file,
        `${JSON.stringify(name.slice(0, 100))} is not a column. Supported: ${supported}`,
        line,
      );
    }
    return [name, column];
  });
};

const readRecord = (
  file: string,
  { line, cells, size }: CsvRecord,
  columns: readonly (NamedColumn | undefined)[],
) => {
  const place = { file, line };
  if (cells.length !== columns.length) return wrongCellCount(place, cells.length, columns.length);
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i += 1) {
    const named = columns[i];
    if (named === undefined) continue;
    const [name, column] = named;
    const value = fromCell(cells[i] as string, column);
    if (value !== undefined) fields[name] = value;
  }
  return { place, fields, size };
};

/**
 * The rows of a table: the first record is the header, which may have any columns in any order. A field without a column is
 * absent.
 *
 * @param columns undefined: the cells of all columns that have a name, as text
 * @param onHeader called with the names of the columns
 * @throws InputError if there is no header, or a column is unknown or repeated
 */
export async function* readTableRows(
  file: string,
  batches: AsyncIterable<readonly (CsvRecord | RejectedRow)[]>,
  columns: Columns | undefined,
  onHeader?: (names: readonly string[]) => void,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  let header: (NamedColumn | undefined)[] | undefined;
  for await (let records of batches) {
    if (header === undefined) {
      const [first] = records;
      if (first === undefined) continue;
      header = readHeader(file, first, columns);
      if ('cells' in first) onHeader?.(first.cells);
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

  async *readRaw(
    file: Source,
    { delimiter }: ReadOptions = {},
    onHeader?: (names: readonly string[]) => void,
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    yield* readTableRows(file.name, recordsOf(file, delimiter), undefined, onHeader);
  },
};
