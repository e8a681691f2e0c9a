/** What a field holds, for formats that know of text alone. */
export interface Column {
  readonly type: 'text' | 'number' | 'list';
  /** Whether nothing in its place means null; else it means that the row does not tell. */
  readonly isNullable: boolean;
}

/** The fields of a kind's items in a file, in the order of its columns. */
export type Columns = Readonly<Record<string, Column>>;
