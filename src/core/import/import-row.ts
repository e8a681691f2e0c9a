import type { Violation } from '../shared/errors.js';

/** Where a row begins. */
export interface Place {
  /** As shown to the user. */
  readonly file: string;
  /** From 1. A header counts. */
  readonly line: number;
}

/** What a file calls a field of the API, such as `Released_Year (column 3)`. */
export type ColumnOf = (field: string) => string;

/** A row as its source has it, for files of rejected rows. The reader of the source makes it. */
export interface RowOrigin {
  /** The text of the row with a reason, which a reader of the same format ignores. */
  textWith(reason: string): string;
  /** The text around such rows. */
  readonly around: RowFrame;
}

/** The text around the rows of a file. */
export interface RowFrame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

/** A row of a file: fields by their names in the API, not yet validated. An absent field stays as it is stored. */
export interface ReadRow {
  readonly place: Place;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The name of the list that has the row, in a file of several. */
  readonly list?: string | undefined;
  /** Why values of `fields` cannot be read, if an import has normalized them. Validation finds them invalid, too. */
  readonly unreadable?: readonly Violation[];
  /** Characters of text that it was read from. */
  readonly size?: number;
  readonly origin?: RowOrigin | undefined;
  /** Undefined: as in the API. */
  readonly columnOf?: ColumnOf | undefined;
}

/** A row that is not imported, and why. */
export interface RejectedRow {
  readonly place: Place;
  readonly violations: readonly Violation[];
  /** Characters of text that `origin` keeps. */
  readonly size?: number;
  /** Undefined: the row is not kept. */
  readonly origin?: RowOrigin | undefined;
  /** Undefined: as in the API. */
  readonly columnOf?: ColumnOf | undefined;
}

/** Splits a batch into the rows that could be read and those that could not. */
export const splitRows = (batch: readonly (ReadRow | RejectedRow)[]) => ({
  unreadable: batch.flatMap((row) => ('violations' in row ? row : [])),
  rows: batch.flatMap((row) => ('fields' in row ? row : [])),
});

/** Sorts rejected rows by line. */
export const sortedByLine = (rejected: readonly RejectedRow[]): RejectedRow[] =>
  [...rejected].sort((one, other) => one.place.line - other.place.line);

/** Rejects a row. */
export const withViolations = (
  { place, size, origin, columnOf }: Omit<RejectedRow, 'violations'>,
  violations: readonly Violation[],
): RejectedRow => ({
  place,
  violations,
  ...(columnOf && { columnOf }),
  ...(origin && { origin, size: size ?? 0 }),
});
