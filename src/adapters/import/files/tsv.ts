import type { Place, RefusedRow } from '../../../core/import/import-ports.js';
import { InputError } from './input-error.js';
import { type Line, linesOf, type Source } from './lines.js';
import { refused, wrongCellCount } from './refusals.js';

/** The cells of a row by the names of their columns. */
export type Cells<Name extends string> = Readonly<Record<Name, string | null>>;

export interface TableRow<Name extends string> {
  readonly place: Place;
  readonly cells: Cells<Name>;
  /** Characters that it was read from. */
  readonly size: number;
}

const cellsIn = (text: string) => (text.endsWith('\r') ? text.slice(0, -1) : text).split('\t');

const checkHeader = (file: string, { number, text }: Line, names: readonly string[]) => {
  const found = cellsIn(text);
  if (found.join('\t') === names.join('\t')) return;
  const are = found.join(', ').slice(0, 300);
  throw new InputError(file, `the columns should be ${names.join(', ')}, and are ${are}`, number);
};

/**
 * Tab-separated text as IMDb publishes it: a header, nothing is quoted, and `\N` is null. Rows come in the order of the
 * file, by as many as there are at a time; memory is constant.
 *
 * @param names the columns that the header has to have, in their order
 * @throws InputError when the header has others, before the first row, or when the file can no longer be read
 */
export async function* readTable<const Name extends string>(
  file: Source,
  names: readonly Name[],
): AsyncGenerator<readonly (TableRow<Name> | RefusedRow)[]> {
  const readRow = ({ number, text, problem }: Line): TableRow<Name> | RefusedRow => {
    const place = { file: file.name, line: number };
    if (problem !== undefined) return refused(place, problem);
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
    const told = rows.filter(({ text, problem }) => problem !== undefined || (text !== '' && text !== '\r'));
    if (told.length > 0) yield told.map(readRow);
  }
  if (!isHeaderRead) throw new InputError(file.name, 'the file is empty: there is no header', 1);
}
