import { type Column, type Columns, columnNamed } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { fromCell, toCell } from './csv-cells.js';
import type { CsvRecord, RejectedLine } from './csv-records.js';
import { type RecordChunk, recordsOf } from './delimited-text.js';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';
import type { OnHeader, ReadOptions, WriteOptions } from './read-options.js';
import { reasonColumn, wrongCellCount } from './rejected-rows.js';
import { TableHeader, TableOrigin } from './table-origin.js';

type NamedColumn = readonly [name: string, column: Column];

/** A cell that is not read as a field: text, or null. */
const rawColumn: Column = { type: 'text', isNullable: true };

/** A header. Columns that are not read are undefined: `importError`, and those without a name. */
interface Header {
  readonly columns: readonly (NamedColumn | undefined)[];
  /** Minimum number of cells in a row. Cells of trailing columns without a name may be missing. */
  readonly minCells: number;
  readonly original: TableHeader;
}

/**
 * @param columns undefined: any column with a name
 * @throws InputError if a name is not a column, or is repeated
 */
const readHeader = (
  file: string,
  header: CsvRecord | RejectedLine,
  columns: Columns | undefined,
  delimiter: string,
): Header => {
  if ('violations' in header) {
    throw new InputError(file, `invalid header: ${header.violations[0]?.message}`, header.place.line);
  }
  const { line, cells } = header;
  const named = cells.map((name, i): NamedColumn | undefined => {
    if (columns === undefined && name.trim() === '') return undefined;
    if (cells.indexOf(name) < i) {
      throw new InputError(file, `the column ${JSON.stringify(name)} is repeated`, line);
    }
    if (name === reasonColumn) return undefined;
    if (columns === undefined) return [name, rawColumn];
    const column = columnNamed(columns, name);
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
  const minCells = named.findLastIndex((column) => column !== undefined) + 1;
  return { columns: named, minCells, original: new TableHeader(cells, delimiter) };
};

const readRecord = (
  file: string,
  record: CsvRecord | RejectedLine,
  { columns, minCells, original }: Header,
): ReadRow | RejectedRow => {
  if ('violations' in record) {
    const { text, ...row } = record;
    return text === '' ? row : { ...row, size: text.length, origin: new TableOrigin(original, [text]) };
  }
  const { line, cells, size } = record;
  const { columnOf } = original;
  const [place, origin] = [{ file, line }, new TableOrigin(original, cells)];
  // Some programs end each row with a delimiter, but not the header.
  const isTooLong =
    cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (isTooLong || cells.length < minCells)
    return { ...wrongCellCount(place, cells.length, columns.length), origin, size };
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < minCells; i += 1) {
    const named = columns[i];
    if (named === undefined) continue;
    const [name, column] = named;
    const value = fromCell(cells[i] as string, column);
    if (value !== undefined) fields[name] = value;
  }
  return { place, fields, size, origin, columnOf };
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
  chunks: AsyncIterable<RecordChunk>,
  columns: Columns | undefined,
  onHeader?: OnHeader,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  let header: Header | undefined;
  for await (const chunk of chunks) {
    let { records } = chunk;
    if (header === undefined) {
      const [first] = records;
      if (first === undefined) continue;
      header = readHeader(file, first, columns, chunk.delimiter);
      if ('cells' in first) onHeader?.(first.cells);
      records = records.slice(1);
    }
    const named = header;
    if (records.length > 0) {
      yield records.map((one) => readRecord(file, one, named));
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
    onHeader?: OnHeader,
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    yield* readTableRows(file.name, recordsOf(file, delimiter), undefined, onHeader);
  },
};
