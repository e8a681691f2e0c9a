/** The meaning of a field that files write in several notations: `112`, `112 min` or `1h 52m` for minutes. */
export type Notation = 'year' | 'minutes' | 'seasons' | 'episodes' | 'genres' | 'imdbId';

/** The type of a field, for formats that only have text. */
export interface Column {
  readonly type: 'text' | 'number' | 'list' | 'map';
  /** Whether an empty cell means null. Otherwise it means that the row does not have the field. */
  readonly isNullable: boolean;
  readonly notation?: Notation;
}

/** The columns of a file of one kind, in order. */
export type Columns = Readonly<Record<string, Column>>;

/** `externalIds.tmdb`: a column with the ids of one system. */
export const idColumnPrefix = 'externalIds.';

/** Matches the name of a system in `externalIds`. */
export const systemName = /^[a-z][a-z0-9-]{0,31}$/;

const idColumn: Column = { type: 'text', isNullable: true };

/** Returns the column with a name: one of `columns`, or `externalIds.` and a system. Undefined: there is none. */
export const columnNamed = (columns: Columns, name: string): Column | undefined => {
  if (Object.hasOwn(columns, name)) return columns[name];
  const isId = name.startsWith(idColumnPrefix) && systemName.test(name.slice(idColumnPrefix.length));
  return isId && 'externalIds' in columns ? idColumn : undefined;
};
