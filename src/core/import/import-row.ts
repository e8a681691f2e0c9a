import type { Violation } from '../shared/errors.js';

/** Where a row begins. */
export interface Place {
  /** As shown to the user. */
  readonly file: string;
  /** From 1. A header counts. */
  readonly line: number;
}

/** A row of a file: fields by their names in the API, not yet validated. An absent field stays as it is stored. */
export interface ReadRow {
  readonly place: Place;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Why values of `fields` cannot be read, if an import has normalized them. Validation finds them invalid, too. */
  readonly unreadable?: readonly Violation[];
  /** Characters of text that it was read from. */
  readonly size?: number;
}

/** A row that is not imported, and why. */
export interface RejectedRow {
  readonly place: Place;
  readonly violations: readonly Violation[];
}
