import type { BatchResult } from './import-batch.js';

/** Numbers of rows of one kind, by result. */
export interface Counts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Rejected rows: the name of the field in the audit trail. */
  readonly refused: number;
  /** Authors created because a title names them. */
  readonly authors: number;
}

/** The keys are plural: `movies`. */
export type CountsByKind = Readonly<Record<string, Counts>>;

const noRows: Counts = { created: 0, changed: 0, unchanged: 0, refused: 0, authors: 0 };

/** The counts with the results of another batch. */
export const addResult = (before: Counts = noRows, result: BatchResult, rejected: number): Counts => ({
  created: before.created + result.created,
  changed: before.changed + result.changed,
  unchanged: before.unchanged + result.unchanged,
  refused: before.refused + rejected,
  authors: before.authors + result.authors,
});
