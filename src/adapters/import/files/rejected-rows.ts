import type { Place, RejectedRow } from '../../../core/import/import-row.js';
import type { ElementProblem } from './json-value.js';
import { type LineProblem, maxLine } from './lines.js';

/** The column of the reason in files of rejected rows. Readers ignore it. */
export const reasonColumn = 'importError';

/**
 * Maximum values in a row, far more than any kind has fields. A value takes about twenty times the memory of its text.
 */
export const maxValues = 1000;

/** Why a row cannot be read. */
const messages = {
  'not-utf8': 'the line is not valid UTF-8 (other encodings: --encoding)',
  'not-decoded': 'the line has characters that are invalid in the encoding of the file',
  'too-long': `the line is longer than ${maxLine / 1024 / 1024} MiB`,
  'too-many-values': `the row has more than ${maxValues} values`,
  'not-an-object': 'the row is JSON, but not an object',
  'not-closed': 'a quote or a bracket of the object that begins here is not closed',
  'element-too-long': `the object is longer than ${maxLine / 1024 / 1024} MiB, or is not closed`,
  'missing-element': 'there is a comma without an object after or before it',
  'list-not-closed': 'the list is not closed: the file is incomplete',
  'text-after-list': 'there is text after the end of the list',
  'second-list':
    'the file has a second list of objects: use one file for each list, or name each list after its kind',
  'stray-quote': 'a quote is in an unquoted cell: quote the cell, and double the quotes in it',
  'unclosed-quote': 'a quoted cell begins here and is not closed',
} satisfies Record<LineProblem | ElementProblem, string> & Record<string, string>;

export const rejectRowFor = (place: Place, code: string, message: string, pointer = ''): RejectedRow => ({
  place,
  violations: [{ pointer, message, code }],
});

export const rejectRow = (place: Place, code: keyof typeof messages): RejectedRow =>
  rejectRowFor(place, code, messages[code]);

export const wrongCellCount = (place: Place, cells: number, columns: number): RejectedRow =>
  rejectRowFor(place, 'wrong-cell-count', `the row has ${cells} cells, the header has ${columns}`);
