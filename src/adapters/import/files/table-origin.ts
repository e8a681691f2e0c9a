import type { RowFrame, RowOrigin } from '../../../core/import/import-row.js';
import { rawCell } from './csv-cells.js';
import { delimiters } from './delimited-text.js';
import { reasonColumn } from './rejected-rows.js';

/** The header of a table, and how its rows are written. */
export class TableHeader {
  readonly around: RowFrame;
  readonly #reasonAt: number;

  /** @param names the columns as in the file */
  constructor(
    private readonly names: readonly string[],
    private readonly delimiter: string,
  ) {
    this.#reasonAt = names.indexOf(reasonColumn);
    // The file is UTF-8, whatever the encoding of the input. Readers recognize the other delimiters.
    const declaration = delimiters.includes(delimiter) ? '' : `sep=${delimiter}\r\n`;
    const before = `\ufeff${declaration}${this.textOf(reasonColumn, names)}`;
    this.around = { before, between: '', after: '' };
  }

  readonly columnOf = (field: string): string => {
    const at = this.names.indexOf(field);
    return at === -1 ? field : `${field} (column ${at + 1})`;
  };

  /** A row with the reason in the first cell: it may have fewer or more cells than the header. */
  textOf(reason: string, cells: readonly string[]): string {
    const others = cells.length > 1 ? cells.filter((_, i) => i !== this.#reasonAt) : cells;
    return `${[reason, ...others].map((cell) => rawCell(cell, this.delimiter)).join(this.delimiter)}\r\n`;
  }
}

/** A row of a table. Text that has no cells, because of an error in its quotes, is one cell. */
export class TableOrigin implements RowOrigin {
  constructor(
    private readonly header: TableHeader,
    private readonly cells: readonly string[],
  ) {}

  get around(): RowFrame {
    return this.header.around;
  }

  textWith(reason: string): string {
    return this.header.textOf(reason, this.cells);
  }
}
