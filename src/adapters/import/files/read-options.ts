/** What a person can specify about a file. Anything else is detected. */
export interface ReadOptions {
  /** Of delimited text: one character. */
  readonly delimiter?: string | undefined;
  /** A name of the Encoding Standard (WHATWG). */
  readonly encoding?: string | undefined;
  /** Of a spreadsheet: the name of a sheet; undefined: the first. */
  readonly sheet?: string | undefined;
  /** Whether rejected rows are written: rows keep their text. */
  readonly keepsText?: boolean | undefined;
  /** Of JSON: whether rejected rows are written with the name of their list, as `kind`. */
  readonly keepsList?: boolean | undefined;
}

/** How delimited text is written. Other formats have no options. */
export interface WriteOptions {
  /** One character; a comma by default. */
  readonly delimiter?: string | undefined;
  /** Without one, spreadsheets read the file in the encoding of the system. */
  readonly hasByteOrderMark?: boolean | undefined;
}

/** Called with the columns of a table, as its header has them. */
export type OnHeader = (names: readonly string[]) => void;
