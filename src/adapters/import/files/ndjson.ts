import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow, RowFrame } from '../../../core/import/import-row.js';
import { asLines, readJsonRow, rejectText } from './json-row.js';
import { type Line, linesOf, type Source } from './lines.js';
import type { ReadOptions } from './read-options.js';
import { rejectRow } from './rejected-rows.js';

const readLine = (
  file: string,
  { number, text, problem }: Line,
  around: RowFrame | undefined,
): ReadRow | RejectedRow => {
  const place = { file, line: number };
  if (problem === undefined) return readJsonRow(place, text, around);
  return rejectText(rejectRow(place, problem), text, around);
};

/** @param around how rejected rows are written */
export async function* readLines(
  file: Source,
  around?: RowFrame,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  for await (const lines of linesOf(file)) {
    const rows = lines.filter(({ text, problem }) => problem !== undefined || /\S/.test(text));
    if (rows.length > 0) yield rows.map((line) => readLine(file.name, line, around));
  }
}

/** One JSON object per line. Lines end in `\n` or `\r\n`; empty lines are skipped. */
export const ndjson = {
  contentType: 'application/x-ndjson; charset=utf-8',

  header: () => '',

  line(item: Readonly<Record<string, unknown>>, columns: Columns): string {
    const fields: Record<string, unknown> = {};
    for (const name in columns) fields[name] = item[name];
    return `${JSON.stringify(fields)}\n`;
  },

  read: (file: Source, _columns: Columns, { keepsText }: ReadOptions = {}) =>
    readLines(file, keepsText ? asLines : undefined),

  readRaw: (file: Source, { keepsText }: ReadOptions = {}) =>
    readLines(file, keepsText ? asLines : undefined),
};
