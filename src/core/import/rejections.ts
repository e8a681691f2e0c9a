import type { Violation } from '../shared/errors.js';
import type { Place, RejectedRow } from './import-row.js';
import { shortened } from './row-fields.js';

/** A rejected row in a report. */
export interface Example {
  readonly place: Place;
  /** Shortened. */
  readonly message: string;
}

/** Rows that were rejected for the same reason. */
export interface Reason {
  /** The beginning of each message: what the source calls the field; empty if it is about the row as a whole. */
  readonly subject: string;
  readonly count: number;
  /** The first ones. */
  readonly examples: readonly Example[];
}

const [maxExamples, maxReasons] = [3, 100];

/** Why a row is rejected, in the words of its source: many messages begin with the name of the field. */
const explain = (
  { columnOf = (name) => name }: RejectedRow,
  { pointer, message }: Violation,
): [subject: string, rest: string] => {
  const [, field = '', member] = pointer.split('/');
  if (field === '') return ['', shortened(message)];
  // A column may have one id of a map: `externalIds.tmdb`.
  const path = `${field}.${member}`;
  const name = columnOf(path) === path ? field : path;
  const column = shortened(columnOf(name));
  return message.startsWith(`${name} `)
    ? [`${column} `, shortened(message.slice(name.length + 1))]
    : [`${column}: `, shortened(message)];
};

/** Why a row was rejected, in one line of text. */
export const reasonsOf = (row: RejectedRow): string =>
  row.violations
    .map((one) => explain(row, one).join(''))
    .join('; ')
    .replaceAll(/\s+/g, ' ');

/** The same, with the line of the row. */
export const reasonLine = (row: RejectedRow): string => `line ${row.place.line}: ${reasonsOf(row)}`;

/** Rejected rows by reason. Memory is bounded, whatever is wrong with the rows. */
export class Rejections {
  readonly #reasons = new Map<string, Reason>();
  readonly #codes = new Set<string>();
  #others = 0;

  /** The most frequent ones first. */
  get reasons(): readonly Reason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** How often a row was rejected for a reason that is not in `reasons`, because there are too many. */
  get others(): number {
    return this.#others;
  }

  /** Whether a row was rejected for a reason with this code. */
  has(code: string): boolean {
    return this.#codes.has(code);
  }

  add(rows: readonly RejectedRow[]): void {
    for (const row of rows) this.#addRow(row);
  }

  #addRow(row: RejectedRow): void {
    const found = new Map<string, Example & { readonly subject: string }>();
    for (const one of row.violations) {
      const [subject, message] = explain(row, one);
      const key = `${one.code} ${subject}`;
      this.#codes.add(one.code);
      // A list may have several unreadable values: the first one is shown.
      if (!found.has(key)) found.set(key, { subject, message, place: row.place });
    }
    for (const [key, { subject, ...example }] of found) this.#count(key, subject, example);
  }

  #count(key: string, subject: string, example: Example): void {
    const { count, examples } = this.#reasons.get(key) ?? { count: 0, examples: [] };
    if (count === 0 && this.#reasons.size === maxReasons) this.#others += 1;
    else
      this.#reasons.set(key, {
        subject,
        count: count + 1,
        examples: examples.length < maxExamples ? [...examples, example] : examples,
      });
  }
}
