import type { CountsByKind } from './import-counts.js';
import type { RejectedRow } from './import-row.js';

/** A column of a file, and the fields that are read from it. Without fields, it is not imported. */
export interface ReadColumn {
  readonly column: string;
  readonly fields: readonly string[];
}

/** How the columns of a file are read. */
export interface ColumnsReport {
  readonly file: string;
  /** The site or program that the file is from; null: unknown, or this service. */
  readonly source: string | null;
  readonly columns: readonly ReadColumn[];
  /** Columns that are ignored although no option names them. */
  readonly ignored: readonly string[];
  /** The first rows of each kind, as they would be stored. */
  readonly firstRows: readonly { readonly kind: string; readonly fields: object }[];
}

/** A value or a row in a report. */
export interface ReportExample {
  readonly file: string;
  readonly line: number;
  /** What is wrong, or the value as JSON, shortened. */
  readonly text: string;
}

/** Rows that were rejected for the same reason. */
export interface ReasonReport {
  /** What the file calls the field; empty if the reason is about the row as a whole. */
  readonly column: string;
  readonly rows: number;
  readonly examples: readonly ReportExample[];
}

/** Values of one field that were not stored. */
export interface FieldReport {
  readonly kind: string;
  readonly field: string;
  /** What the file calls the field. */
  readonly column: string;
  readonly values: number;
  readonly examples: readonly ReportExample[];
}

/** Names with the number of rows. */
export type NameCounts = readonly { readonly name: string; readonly rows: number }[];

/** What a dry run or an import found. Its size is bounded, whatever the file contains. */
export interface ImportReport {
  readonly counts: CountsByKind;
  readonly files: readonly ColumnsReport[];
  readonly rejections: readonly ReasonReport[];
  /** How often a row was rejected for a reason that is not in `rejections`. */
  readonly otherRejections: number;
  /** Rows of types that the catalogue does not have. */
  readonly otherTypes: NameCounts;
  /** Labels in columns of genres that are not genres, such as a country. */
  readonly otherLabels: NameCounts;
  /** Unreadable values that a lenient import left out. */
  readonly leftOut: readonly FieldReport[];
  /** Values that did not replace those edited by hand. */
  readonly kept: readonly FieldReport[];
}

/** The text of the rejected rows of one input file. */
export interface RejectedFile {
  /** As in `Place.file`. */
  readonly file: string;
  /** A name for it, different from that of the other files. */
  readonly name: string;
  readonly format: 'csv' | 'json' | 'ndjson';
  readonly rows: number;
  /** The text that completes it. */
  readonly after: string;
}

/** What is stored of the rejected rows. */
export interface RejectedFiles {
  readonly files: readonly RejectedFile[];
  /** Of all files together. */
  readonly bytes: number;
  /** Rows whose text is not stored: there is too much text, or their reader could not keep it. */
  readonly omitted: number;
}

/** The state of an import after a step. */
export interface ImportStep {
  readonly counts: CountsByKind;
  /** The rows that this step rejected. */
  readonly rejected: readonly RejectedRow[];
}
