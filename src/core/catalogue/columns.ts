/** What the values of a field are, if files write them in several notations. */
export type Notation = 'year' | 'minutes' | 'seasons' | 'episodes' | 'genres' | 'imdbId';

/** The type of a field, for formats that only have text. */
export interface Column {
  readonly type: 'text' | 'number' | 'list';
  /** Whether an empty cell is null. If not, the field is absent. */
  readonly isNullable: boolean;
  readonly notation?: Notation;
}

/** The columns of a file of one kind, in order. */
export type Columns = Readonly<Record<string, Column>>;
