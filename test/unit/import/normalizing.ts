import { expect } from 'chai';
import type { Columns } from '../../../src/core/catalogue/columns.js';
import { GenreReader } from '../../../src/core/import/genre-labels.js';
import { rowNormalizer } from '../../../src/core/import/normalize-row.js';
import { importedSeries, rowsOf } from './importing.js';

const labels = { 'Talk-Show': [], 'Crime TV Shows': ['crime'] } as const;

/** The row as it is normalized, and the labels that were left out. */
export const normalized = (fields: object, columns: Columns = importedSeries.columns) => {
  const leftOut: string[] = [];
  const normalize = rowNormalizer(columns, {
    genres: new GenreReader(labels),
    onLabelLeftOut: (label) => leftOut.push(label),
  });
  const [row] = rowsOf(fields);
  if (row === undefined) throw new Error('there is no row');
  return { ...normalize(row), before: row, after: normalize(row), leftOut };
};

/** The value of a field, or the message of why it cannot be read. */
export const read = (field: string, value: unknown, columns?: Columns) => {
  const { fields, unreadable } = normalized({ [field]: value }, columns);
  return unreadable === undefined ? fields[field] : unreadable.map(({ message }) => message).join();
};

/** Expects that each value is read as the other one, which may be a message. */
export const table = (field: string, values: readonly (readonly [unknown, unknown])[], columns?: Columns) => {
  for (const [value, expected] of values)
    expect(read(field, value, columns), `${field} ${JSON.stringify(value)}`).to.deep.equal(expected);
};
