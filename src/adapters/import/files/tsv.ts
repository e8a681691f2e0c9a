import type { Place, RejectedRow } from '../../../core/import/import-row.js';
import { InputError } from './input-error.js';
import { type Line, linesOf, type Source } from './lines.js';
import { rejectRow, wrongCellCount } from './rejected-rows.js';

/** The cells of a row by column. */
export type Cells<Name extends string> = Readonly<Record<Name, string | null>>;

export interface TableRow<Name extends string> {
  readonly place: Place;
  readonly cells: Cells<Name>;
  /** Characters of text that it was read from. */
  readonly size: number;
}

const cellsIn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text).split('\t');

const checkHeader = (file: string, { number, text }: Line, names: readonly string[]) => {
  const found = cellsIn(text);
  if (found.join('\t') === names.join('\t')) return;
  const columns = found.join(', ').slice(0, 300);
  throw new InputError(file, `the columns are ${columns}; expected: ${names.join(', ')}`, number);
};

/**
 * The rows of tab-separated text as IMDb publishes it, in chunks: with a header, without quoting, and `\N` for null.
 * Memory is constant.
 *
 * @param names the columns that the header must have, in this order
 * @throws InputError if the header has other columns, before the first row; if the file can no longer be read
 */
export async function* readTable<const Name extends string>(
  file: Source,
  names: readonly Name[],
): AsyncGenerator<readonly (TableRow<Name> | RejectedRow)[]> {
  const readRow = ({ number, text, problem }: Line): TableRow<Name> | RejectedRow => {
    const place = { file: file.name, line: number };
    if (problem !== undefined) return rejectRow(place, problem);
    const found = cellsIn(text);
    if (found.length !== names.length) return wrongCellCount(place, found.length, names.length);
    const cells = {} as Record<Name, string | null>;
    for (let i = 0; i < found.length; i += 1) {
      const cell = found[i] as string;
      cells[names[i] as Name] = cell === '\\N' ? null : cell;
    }
    return { place, cells, size: text.length };
  };

  let isHeaderRead = false;
  for await (const lines of linesOf(file)) {
    if (!isHeaderRead) checkHeader(file.name, lines[0] as Line, names);
    const rows = isHeaderRead ? lines : lines.slice(1);
    isHeaderRead = true;
    const filled = rows.filter(
      ({ text, problem }) => problem !== undefined || (text !== '' && text !== '\r'),
    );
    if (filled.length > 0) yield filled.map(readRow);
  }
  if (!isHeaderRead) throw new InputError(file.name, 'the file is empty: it needs a header', 1);
}
