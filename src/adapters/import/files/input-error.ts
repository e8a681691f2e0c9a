import type { ReadColumn } from '../../../core/import/import-report.js';

/** Replaces control characters, which a terminal would execute. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** What a person could say about a file, so that it can be read. */
export interface Suggestion {
  /** A sentence with the command. */
  readonly text: string;
  readonly kind?: string;
  /** Columns by field. */
  readonly map: Readonly<Record<string, string>>;
  readonly ignore: readonly string[];
  readonly ignoresOthers: boolean;
}

/** A file that cannot be read. The message names the file. */
export class InputError extends Error {
  /** Without the text of the suggestion. */
  readonly reason: string;
  readonly suggestion: Suggestion | undefined;
  /** The columns of the file, if some of them are not known: these have no field. */
  readonly columns: readonly ReadColumn[] | undefined;

  /** @param line from 1; undefined: the file as a whole */
  constructor(
    readonly file: string,
    reason: string,
    readonly line?: number,
    {
      suggestion,
      columns,
      ...options
    }: ErrorOptions & {
      readonly suggestion?: Suggestion | undefined;
      readonly columns?: readonly ReadColumn[];
    } = {},
  ) {
    const place = `${file}${line === undefined ? '' : `, line ${line}`}: ${printable(reason)}`;
    super(suggestion === undefined ? place : `${place}. ${printable(suggestion.text)}`, options);
    this.name = 'InputError';
    this.reason = place;
    this.suggestion = suggestion;
    this.columns = columns;
  }
}
