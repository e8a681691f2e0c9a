import type { RefusedRow } from '../../../core/import/import-ports.js';
import { type Line, linesOf, longestLine, type Source } from './lines.js';
import { refused } from './refusals.js';

/** A row of RFC 4180, which may go over several lines. */
export interface CsvRecord {
  /** The line that it begins on. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Characters that it was read from. */
  readonly size: number;
}

type Fault = 'stray-quote' | 'unclosed-quote';

/** Where the quote stands that closes a cell; of `""` inside, which is one quote, neither. -1 when there is none. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

/** The cells of a record (RFC 4180 section 2), or what is wrong with its quotes. */
const cellsOf = (record: string): string[] | Fault => {
  const text = record.endsWith('\r') ? record.slice(0, -1) : record;
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const isQuoted = text[at] === '"';
    const comma = text.indexOf(',', at);
    const end = isQuoted ? closingQuote(text, at + 1) : comma === -1 ? text.length : comma;
    if (end === -1) return 'unclosed-quote';
    const cell = isQuoted ? text.slice(at + 1, end) : text.slice(at, end);
    if (!isQuoted && cell.includes('"')) return 'stray-quote';
    cells.push(isQuoted ? cell.replaceAll('""', '"') : cell);
    at = isQuoted ? end + 1 : end;
    if (at === text.length) return cells;
    if (text[at] !== ',') return 'stray-quote';
  }
};

const hasOddQuotes = ({ text }: Line): boolean => {
  let isOdd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
};

/**
 * Puts lines together to records. What is wrong costs one line: it is refused, and the next is looked at as if it began
 * a record, so that a quote left open does not take the rest of the file with it. No line is looked at more than
 * three times: lines wait only between two with an odd number of quotes.
 */
class Records {
  /** What was found, and not taken yet. */
  found: (CsvRecord | RefusedRow)[] = [];
  /** The lines of a record that is not complete. */
  private waiting: Line[] = [];
  private size = 0;

  constructor(private readonly file: string) {}

  add(line: Line): void {
    if (this.waiting.length === 0) this.begin(line);
    else this.goOn(line);
  }

  /** Nothing comes after. */
  end(): void {
    while (this.waiting.length > 0) this.giveUp('unclosed-quote');
  }

  private begin(line: Line): void {
    if (line.problem === 'too-long') {
      this.found.push(this.refusal(line, 'too-long'));
      return;
    }
    // An empty line is no record, least of all the one at the end of files.
    if (line.text === '' || line.text === '\r') return;
    const cells = cellsOf(line.text);
    if (cells === 'unclosed-quote') {
      this.waiting = [line];
      this.size = line.text.length;
    } else if (typeof cells === 'string' || line.problem !== undefined) {
      this.found.push(this.refusal(line, line.problem ?? (cells as Fault)));
    } else this.found.push({ line: line.number, cells, size: line.text.length });
  }

  private goOn(line: Line): void {
    this.waiting.push(line);
    this.size += line.text.length + 1;
    if (line.problem === 'too-long' || this.size > longestLine) this.giveUp('unclosed-quote');
    // Between quotes, a line with an even number of them cannot be the last.
    else if (hasOddQuotes(line)) this.complete();
  }

  private complete(): void {
    const cells = cellsOf(this.waiting.map(({ text }) => text).join('\n'));
    if (typeof cells === 'string') {
      this.giveUp(cells);
      return;
    }
    const first = this.waiting[0] as Line;
    const problem = this.waiting.find((line) => line.problem !== undefined)?.problem;
    this.found.push(
      problem === undefined ? { line: first.number, cells, size: this.size } : this.refusal(first, problem),
    );
    this.waiting = [];
  }

  private giveUp(fault: Fault): void {
    const [first, ...others] = this.waiting;
    this.waiting = [];
    this.found.push(this.refusal(first as Line, fault));
    for (const line of others) this.add(line);
  }

  private refusal({ number }: Line, code: Parameters<typeof refused>[1]): RefusedRow {
    return refused({ file: this.file, line: number }, code);
  }
}

/** The records of a file, by as many as its lines come at a time. Holds a record of at most `longestLine`. */
export async function* recordsOf(file: Source): AsyncGenerator<readonly (CsvRecord | RefusedRow)[]> {
  const records = new Records(file.name);
  for await (const lines of linesOf(file)) {
    for (const line of lines) records.add(line);
    yield records.found;
    records.found = [];
  }
  records.end();
  yield records.found;
}
