import type { ColumnOf, Place, RejectedRow, RowFrame, RowOrigin } from '../../../core/import/import-row.js';
import { InputError } from './input-error.js';
import { type Line, linesOf, type Source } from './lines.js';
import { reasonColumn, rejectRow, wrongCellCount } from './rejected-rows.js';

/** The cells of a row by column. */
export type Cells<Name extends string> = Readonly<Record<Name, string | null>>;

export interface TableRow<Name extends string> {
  readonly place: Place;
  readonly cells: Cells<Name>;
  /** Characters of text that it was read from. */
  readonly size: number;
  readonly origin: RowOrigin;
  readonly columnOf: ColumnOf;
}

/** A table, and which of its columns each field of the API is read from. */
class Table {
  readonly around: RowFrame;

  constructor(
    names: readonly string[],
    private readonly columns: Readonly<Record<string, string>>,
  ) {
    this.around = { before: `${[reasonColumn, ...names].join('\t')}\n`, between: '', after: '' };
  }

  readonly columnOf = (field: string): string => this.columns[field] ?? field;
}

/** A line as it is. */
class LineOrigin implements RowOrigin {
  constructor(
    private readonly table: Table,
    private readonly text: string,
  ) {}

  get around(): RowFrame {
    return this.table.around;
  }

  textWith(reason: string): string {
    return `${reason}\t${this.text}\n`;
  }
}

const cellsIn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text).split('\t');

/** @returns whether the first column has reasons, since the rows were rejected before */
const readHeader = (file: string, { number, text }: Line, names: readonly string[]): boolean => {
  const found = cellsIn(text);
  const hasReasons = found[0] === reasonColumn;
  if (found.slice(hasReasons ? 1 : 0).join('\t') === names.join('\t')) return hasReasons;
  const columns = found.join(', ').slice(0, 300);
  throw new InputError(file, `the columns are ${columns}; expected: ${names.join(', ')}`, number);
};

/**
 * The rows of tab-separated text as IMDb publishes it, in chunks: with a header, without quoting, and `\N` for null.
 * Memory is constant.
 *
 * @param names the columns that the header must have, in this order
 * @param columns the column of each field of the API that has another name
 * @throws InputError if the header has other columns, before the first row; if the file can no longer be read
 */
export async function* readTable<const Name extends string>(
  file: Source,
  names: readonly Name[],
  columns: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly (TableRow<Name> | RejectedRow)[]> {
  const table = new Table(names, columns);
  let hasReasons: boolean | undefined;
  const readRow = ({ number, text: line, problem }: Line): TableRow<Name> | RejectedRow => {
    const place = { file: file.name, line: number };
    if (problem !== undefined) return rejectRow(place, problem);
    const text = hasReasons ? line.slice(line.indexOf('\t') + 1) : line;
    const origin = new LineOrigin(table, text);
    const found = cellsIn(text);
    if (found.length !== names.length)
      return { ...wrongCellCount(place, found.length, names.length), origin };
    const cells = {} as Record<Name, string | null>;
    for (let i = 0; i < found.length; i += 1) {
      const cell = found[i] as string;
      cells[names[i] as Name] = cell === '\\N' ? null : cell;
    }
    return { place, cells, size: text.length, origin, columnOf: table.columnOf };
  };

  for await (const lines of linesOf(file)) {
    const rows = hasReasons === undefined ? lines.slice(1) : lines;
    hasReasons ??= readHeader(file.name, lines[0] as Line, names);
    const filled = rows.filter(
      ({ text, problem }) => problem !== undefined || (text !== '' && text !== '\r'),
    );
    if (filled.length > 0) yield filled.map(readRow);
  }
  if (hasReasons === undefined) throw new InputError(file.name, 'the file is empty: it needs a header', 1);
}
