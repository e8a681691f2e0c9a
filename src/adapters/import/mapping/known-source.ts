import type { GenreLabels } from '../../../core/import/genre-labels.js';
import type { ValueName } from './values.js';

/** A value that is made of others by a named function. */
export interface Derived {
  /** For each value that the function takes: a column, or several, whose first value is used. */
  readonly from: readonly (string | readonly string[])[];
  readonly by: ValueName;
}

/** A column, several columns, whose first value is read, or a derived value. */
export type FieldSource = string | readonly string[] | Derived;

/** How the kind of a row is determined: by the presence of a value in a column, or by the value. The first match decides. */
export interface KindRule {
  /** Undefined: the value is the name of the list that has the row. */
  readonly column?: string | undefined;
  /** The kind of all rows with a value in this column. */
  readonly kind?: string;
  /** The values of each kind, compared without case, spaces and punctuation. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** A second file with more columns of the same rows. */
export interface Companion {
  /** A part of the name of the file, and what the name of its companion has instead. */
  readonly names: readonly [string, string];
  /** The column by which the rows are joined. */
  readonly key: string;
  readonly columns: readonly string[];
}

/** Ids of other systems that several rows can share, because there the rows are parts of one title. */
export interface SharedIdFields {
  /** The field with the number of a row in its source. The row with the lowest one keeps the ids. */
  readonly own: string;
  readonly shared: readonly string[];
}

/**
 * A program or site whose files are recognized by their columns. Names of columns are compared without case, spaces and
 * punctuation. Columns of JSON are paths: `movie.ids.imdb`.
 */
export interface KnownSource {
  /** In messages. */
  readonly name: string;
  /** A file is from this source if it has one column of each. Of several sources that fit, the one with most marks counts. */
  readonly marks: readonly (readonly string[])[];
  /** Must match the name of the file, where the columns do not distinguish the source. */
  readonly fileName?: RegExp;
  /** The kind of all rows, or the rules that say it. */
  readonly kind: string | readonly KindRule[];
  /** Fields of the API; those that a kind does not have are left out. `externalIds.NAME` is an id in another system. */
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** Columns that have the name of a field of the API, but mean something else. */
  readonly ignored?: readonly string[];
  /** Its labels in columns of genres. */
  readonly genres?: GenreLabels;
  /** What its rows contain besides the titles, such as ratings. It is not stored. */
  readonly notStored?: string;
  readonly companion?: Companion;
  readonly sharedIds?: SharedIdFields;
}

/** What is known about the files of other sites and programs. */
export interface SourceTable {
  /** In the order in which the files of a folder are imported. */
  readonly sources: readonly KnownSource[];
  /** The types that files use for each kind, besides the name of the kind. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}
