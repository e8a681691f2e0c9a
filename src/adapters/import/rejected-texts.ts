import { basename } from 'node:path';
import type { RejectedRow } from '../../core/import/import-row.js';
import { reasonLine } from '../../core/import/rejections.js';

/** Rejected rows of one input file, as the continuation of a file that can be imported again. */
export interface RejectedText {
  readonly rows: number;
  readonly text: string;
  /** The text that completes the file. */
  readonly after: string;
}

/**
 * The texts of rejected rows, each with its reason, by the name of their input file.
 * @param hasBegun returns whether earlier rows of the file were written
 */
export const rejectedTexts = (rows: readonly RejectedRow[], hasBegun: (file: string) => boolean) => {
  const found = new Map<string, { rows: number; parts: string[]; after: string }>();
  /** Rows that their readers could not keep. */
  const lost: RejectedRow[] = [];
  for (const row of rows) {
    const { place, origin } = row;
    if (origin === undefined) {
      lost.push(row);
      continue;
    }
    const { before, between, after } = origin.around;
    const one = found.get(place.file) ?? { rows: 0, parts: [], after };
    one.parts.push(one.rows > 0 || hasBegun(place.file) ? between : before, origin.textWith(reasonLine(row)));
    one.rows += 1;
    found.set(place.file, one);
  }
  const texts = new Map<string, RejectedText>();
  for (const [file, { rows, parts, after }] of found) texts.set(file, { rows, text: parts.join(''), after });
  return { texts, lost };
};

/**
 * The name of a file with rejected rows: that of the input, unpacked. Archives may have files of the same name.
 * @param taken by other files: some file systems do not distinguish upper and lower case
 */
export const rejectedName = (input: string, taken: readonly string[]): string => {
  const name = basename(input)
    .replace(/\.gz$/i, '')
    .replace(/\.xlsx$/i, '.csv');
  const [stem = '', ...extensions] = name.split('.');
  const isTaken = (one: string) => taken.some((other) => other.toLowerCase() === one.toLowerCase());
  for (let i = 1; ; i += 1) {
    const free = i === 1 ? name : [`${stem}-${i}`, ...extensions].join('.');
    if (!isTaken(free)) return free;
  }
};
