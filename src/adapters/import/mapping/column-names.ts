import { isRecord } from '../../../core/shared/values.js';
/** A name without case, spaces and punctuation: `Runtime (mins)` and `runtime_mins` are one column. */
export const keyOf = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');

/** The column in which pandas writes the numbers of rows. */
export const isRowNumber = (name: string): boolean =>
  /^\s*(?:unnamed: ?\d+(?:\.\d+)*(?:_level_\d+)?\s*)?$/i.test(name);

/** Finds the columns of a file by names that may differ in case, spaces and punctuation. */
export class ColumnNames {
  readonly #byKey = new Map<string, string>();

  /** @param names as in the file */
  constructor(readonly names: readonly string[]) {
    for (const name of names) {
      const key = keyOf(name);
      if (key !== '' && !this.#byKey.has(key)) this.#byKey.set(key, name);
    }
  }

  /** The name in the file; undefined: there is no such column. A path is only found as a path. */
  find(name: string): string | undefined {
    if (this.names.includes(name)) return name;
    const found = this.#byKey.get(keyOf(name));
    return name.includes('.') && found?.includes('.') === false ? undefined : found;
  }
}

/** Maximum levels of objects in a row, and columns of a file that are listed. */
const [maxDepth, maxColumns] = [4, 1_000];

/**
 * The columns of JSON rows, as paths: `movie.ids.imdb`. An object is a column, too, and is followed by its members.
 *
 * @param isWhole whether an object is the value of a field
 */
export const pathsIn = (
  rows: readonly Readonly<Record<string, unknown>>[],
  isWhole: (path: string) => boolean,
): { readonly leaves: readonly string[]; readonly all: readonly string[] } => {
  const [leaves, all] = [new Set<string>(), new Set<string>()];
  const add = (path: string, value: unknown, depth: number) => {
    if (all.size >= maxColumns) return;
    all.add(path);
    if (!isRecord(value) || isWhole(path) || depth === maxDepth) leaves.add(path);
    else for (const [name, member] of Object.entries(value)) add(`${path}.${name}`, member, depth + 1);
  };
  for (const row of rows) for (const [name, value] of Object.entries(row)) add(name, value, 1);
  return { leaves: [...leaves], all: [...all] };
};

/** The value of a column in a row. Columns of JSON may be paths. */
export const valueIn = (row: Readonly<Record<string, unknown>>, column: string): unknown => {
  if (Object.hasOwn(row, column)) return row[column];
  if (!column.includes('.')) return undefined;
  let value: unknown = row;
  for (const name of column.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};
