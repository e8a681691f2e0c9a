import type { RejectedRow } from '../../../core/import/import-row.js';
import { type Line, maxLine } from './lines.js';
import { rejectRow } from './rejected-rows.js';

/** A record of RFC 4180, which may span several lines. */
export interface CsvRecord {
  /** Its first line. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The number of characters that it was read from. */
  readonly size: number;
}

/** A line that cannot be split into cells, with its text. The text is empty if the line was too long to be kept. */
export interface RejectedLine extends RejectedRow {
  readonly text: string;
}

type QuoteError = 'stray-quote' | 'unclosed-quote';

/** The index of the quote that closes a cell, or -1. A `""` inside of the cell is an escaped quote. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

/**
 * The cells of a record (RFC 4180 section 2), or the error in its quotes. In files with tabs, a quote is ordinary text
 * unless the cell begins and ends with one: most programs that write such files quote nothing.
 *
 * @param isWhole whether the record ends here: then a quote that is not closed is ordinary text in files with tabs
 */
const cellsOf = (record: string, delimiter: string, isWhole = false): string[] | QuoteError => {
  // Python on Windows may write \r\r\n.
  const text = record.endsWith('\r') ? record.replace(/\r+$/, '') : record;
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const next = text.indexOf(delimiter, at);
    const closing = text[at] === '"' ? closingQuote(text, at + 1) : undefined;
    const isTab = delimiter === '\t';
    if (closing === -1 && !(isTab && isWhole)) return 'unclosed-quote';
    const isText =
      isTab && closing !== undefined && (closing === -1 || !['\t', undefined].includes(text[closing + 1]));
    const isQuoted = closing !== undefined && !isText;
    const end = isQuoted ? closing : next === -1 ? text.length : next;
    const cell = isQuoted ? text.slice(at + 1, end) : text.slice(at, end);
    // Only quoted cells have several lines.
    if (!isQuoted && (isTab ? cell.includes('\n') : cell.includes('"'))) return 'stray-quote';
    cells.push(isQuoted ? cell.replaceAll('""', '"') : cell);
    at = isQuoted ? end + 1 : end;
    if (at === text.length) return cells;
    if (text[at] !== delimiter) return 'stray-quote';
  }
};

/** Spreadsheets write rows without values as delimiters only. */
const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

const hasOddQuotes = ({ text }: Line): boolean => {
  let isOdd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
};

/**
 * Joins lines to records. An error costs one line: it is rejected, and the next line is read as the beginning of a record,
 * so that an unclosed quote does not reject the rest of the file. Each line is parsed at most three times: a record of
 * several lines ends at the next line with an odd number of quotes.
 */
export class Records {
  /** Complete records, until the caller empties the list. */
  found: (CsvRecord | RejectedLine)[] = [];
  /** The lines of an incomplete record. */
  private waiting: Line[] = [];
  private size = 0;

  /** @param delimiter one character */
  constructor(
    private readonly file: string,
    readonly delimiter: string,
  ) {}

  add(line: Line): void {
    if (this.waiting.length === 0) this.startRecord(line);
    else this.continueRecord(line);
  }

  /** To be called after the last line. */
  end(): void {
    while (this.waiting.length > 0) this.endFirstLine('unclosed-quote');
  }

  /** @param isWhole whether the record has no other lines, because an open quote in it is not closed later */
  private startRecord(line: Line, isWhole = false): void {
    if (line.problem === 'too-long') {
      this.found.push(this.rejectLine(line, 'too-long'));
      return;
    }
    // Empty lines are skipped.
    if (line.text === '' || line.text === '\r') return;
    const cells = cellsOf(line.text, this.delimiter, isWhole || !hasOddQuotes(line));
    if (cells === 'unclosed-quote') {
      this.waiting = [line];
      this.size = line.text.length;
    } else if (typeof cells === 'string' || line.problem !== undefined) {
      this.found.push(this.rejectLine(line, line.problem ?? (cells as QuoteError)));
    } else if (!isBlank(cells)) this.found.push({ line: line.number, cells, size: line.text.length });
  }

  private continueRecord(line: Line): void {
    this.waiting.push(line);
    this.size += line.text.length + 1;
    if (line.problem === 'too-long' || this.size > maxLine) this.endFirstLine('unclosed-quote');
    // A line with an even number of quotes does not close the cell.
    else if (hasOddQuotes(line)) this.completeRecord();
  }

  private completeRecord(): void {
    const text = this.waiting.map((line) => line.text).join('\n');
    const cells = cellsOf(text, this.delimiter);
    if (typeof cells === 'string') {
      this.endFirstLine(cells);
      return;
    }
    const [first] = this.waiting as [Line];
    const problem = this.waiting.find((line) => line.problem !== undefined)?.problem;
    this.waiting = [];
    if (problem !== undefined) this.found.push(this.rejectLine({ ...first, text }, problem));
    else if (!isBlank(cells)) this.found.push({ line: first.number, cells, size: this.size });
  }

  /** The first line is a record of its own, or has an error. The others are read again. */
  private endFirstLine(error: QuoteError): void {
    const [first, ...others] = this.waiting;
    this.waiting = [];
    if (this.delimiter === '\t') this.startRecord(first as Line, true);
    else this.found.push(this.rejectLine(first as Line, error));
    for (const line of others) this.add(line);
  }

  private rejectLine({ number, text }: Line, code: Parameters<typeof rejectRow>[1]): RejectedLine {
    return { ...rejectRow({ file: this.file, line: number }, code), text };
  }
}
