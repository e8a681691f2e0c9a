import { basename, dirname } from 'node:path';
import type { ReadRow } from '../../../core/import/import-row.js';
import { InputError } from '../files/input-error.js';
import { ColumnNames } from './column-names.js';
import type { Companion } from './known-source.js';

/** Maximum rows of a companion file, which is kept in memory. */
const maxRows = 1_000_000;

/** The companion of `path` in the same folder: its name with `own` replaced by `other`, or else `<other>.csv`. */
export const companionOf = (
  path: string,
  { names: [own, other] }: Companion,
  paths: readonly string[],
): string | undefined => {
  const nameOf = (one: string) => basename(one).toLowerCase().replace(/\.gz$/, '');
  const beside = paths.filter((one) => dirname(one) === dirname(path) && one !== path);
  const wanted = [nameOf(path).replace(own, other), `${other}.csv`];
  return wanted.map((name) => beside.find((one) => nameOf(one) === name)).find((one) => one !== undefined);
};

/** Returns a function that returns the text of a column in rows which all have the same columns. */
const textReader = () => {
  const found = new Map<string, string | undefined>();
  return (row: ReadRow['fields'], column: string): string => {
    if (!found.has(column)) found.set(column, new ColumnNames(Object.keys(row)).find(column));
    // A copy, since a substring would keep the whole line in memory.
    return Buffer.from(String(row[found.get(column) ?? ''] ?? '')).toString();
  };
};

/** Additional columns of rows, by their key. Each row takes the memory of two short texts. */
export class CompanionRows {
  readonly #rows = new Map<string, readonly string[]>();
  readonly #textOf = textReader();
  readonly #textOfRow = textReader();

  private constructor(
    readonly file: string,
    private readonly companion: Companion,
  ) {}

  /** @throws InputError if the file cannot be read, or has too many rows */
  static async read(
    file: string,
    batches: AsyncIterable<readonly (ReadRow | object)[]>,
    companion: Companion,
  ): Promise<CompanionRows> {
    const rows = new CompanionRows(file, companion);
    for await (const batch of batches) for (const row of batch) if ('fields' in row) rows.#add(row.fields);
    if (rows.#rows.size > maxRows) throw new InputError(file, `it has more than ${maxRows} rows`);
    return rows;
  }

  /** The columns of a row, with those of its companion. */
  complete(row: ReadRow['fields']): ReadRow['fields'] {
    const { key, columns } = this.companion;
    const found = this.#rows.get(this.#textOfRow(row, key));
    return found === undefined
      ? row
      : { ...row, ...Object.fromEntries(columns.map((column, i) => [column, found[i]])) };
  }

  #add(row: ReadRow['fields']): void {
    if (this.#rows.size > maxRows) return;
    const { key, columns } = this.companion;
    this.#rows.set(
      this.#textOf(row, key),
      columns.map((column) => this.#textOf(row, column)),
    );
  }
}
