import type { Place, RefusedRow } from '../../../core/import/import-ports.js';
import { type LineProblem, longestLine } from './lines.js';

/** Values of a row that is read: many times what one of ours holds. In memory, a value takes twenty times its text. */
export const mostValues = 1000;

/** Why a row was not even read. */
const reasons = {
  'not-utf8': 'the line is not valid UTF-8',
  'too-long': `the line is longer than ${longestLine / 1024 / 1024} MiB`,
  'too-many-values': `the row holds more than ${mostValues} values`,
  'not-an-object': 'the line is JSON, but no object',
  'stray-quote': 'a quote stands where none may: a cell with quotes is in quotes itself, and has them twice',
  'unclosed-quote': 'a quote is opened here and never closed',
} satisfies Record<LineProblem, string> & Record<string, string>;

export const refusedFor = (place: Place, code: string, message: string, pointer = ''): RefusedRow => ({
  place,
  violations: [{ pointer, message, code }],
});

export const refused = (place: Place, code: keyof typeof reasons): RefusedRow =>
  refusedFor(place, code, reasons[code]);

/** A row with another number of cells than the header. */
export const wrongCellCount = (place: Place, cells: number, columns: number): RefusedRow =>
  refusedFor(place, 'wrong-cell-count', `the row has ${cells} cells, the header has ${columns}`);
