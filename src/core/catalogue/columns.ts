/** What the values of a field are, if files write them in several notations. */
export type Notation = 'year' | 'minutes' | 'seasons' | 'episodes' | 'genres' | 'imdbId';

/** The type of a field, for formats that only have text. */
export interface Column {
  readonly type: 'text' | 'number' | 'list' | 'map';
  /** Whether an empty cell is null. If not, the field is absent. */
  readonly isNullable: boolean;
  readonly notation?: Notation;
}

/** The columns of a file of one kind, in order. */
export type Columns = Readonly<Record<string, Column>>;

/** `externalIds.tmdb`: a column with the ids of one system. */
export const idColumnPrefix = 'externalIds.';

/** The name of a system with ids. */
export const systemName = /^[a-z][a-z0-9-]{0,31}$/;

const idColumn: Column = { type: 'text', isNullable: true };

/** The column of this name: one of these, or one with the ids of a system. */
export const columnNamed = (columns: Columns, name: string): Column | undefined => {
  if (Object.hasOwn(columns, name)) return columns[name];
  const isId = name.startsWith(idColumnPrefix) && systemName.test(name.slice(idColumnPrefix.length));
  return isId && 'externalIds' in columns ? idColumn : undefined;
};
