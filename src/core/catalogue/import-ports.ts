import type { Violation } from '../shared/errors.js';

/** Where a row stands. */
export interface Place {
  /** As whoever runs the import knows it. */
  readonly file: string;
  /** The line that it begins on, from 1, and a header counts. */
  readonly line: number;
}

/** What a file tells of an item: its fields as the API names them, not looked at yet. Absent ones are left as they are. */
export interface ReadRow {
  readonly place: Place;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A row that was not taken, and why. */
export interface RefusedRow {
  readonly place: Place;
  readonly violations: readonly Violation[];
}
