import type { GenreLabels } from '../../../core/import/genre-labels.js';
import type { ValueName } from './values.js';

/** A value that is made of others by a named function. */
export interface Derived {
  /** A column for each value that the function takes, or several of which the first with a value is taken. */
  readonly from: readonly (string | readonly string[])[];
  readonly by: ValueName;
}

/** A column, columns of which the first with a value is read, or a derived value. */
export type FieldSource = string | readonly string[] | Derived;

/** How a row says its kind: by a column that has a value, or by what its value is. The first rule that fits decides. */
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
  /** What the name of the file has, and what that of its companion has instead. */
  readonly names: readonly [string, string];
  /** The column by which the rows are joined. */
  readonly key: string;
  readonly columns: readonly string[];
}

/** Ids of other systems that several rows can have, because these are parts of one title there. */
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
  /** What the name of the file has, if the columns are not enough. */
  readonly fileName?: RegExp;
  /** The kind of all rows, or the rules that say it. */
  readonly kind: string | readonly KindRule[];
  /** Fields of the API; those that a kind does not have are left out. `externalIds.NAME` is an id in another system. */
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** Columns that are called like a field of the API, and mean something else. */
  readonly ignored?: readonly string[];
  /** What it calls its genres. */
  readonly genres?: GenreLabels;
  /** What its rows have besides the titles, and is not stored. */
  readonly notStored?: string;
  readonly companion?: Companion;
  readonly sharedIds?: SharedIdFields;
}

/** What is known of the files of others. */
export interface SourceTable {
  /** In the order in which the files of a folder are imported. */
  readonly sources: readonly KnownSource[];
  /** What files call the kinds of their rows, besides the names of the kinds. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}
