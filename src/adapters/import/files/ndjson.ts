import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { readJsonRow } from './json-row.js';
import { type Line, linesOf, type Source } from './lines.js';
import { rejectRow } from './rejected-rows.js';

const readLine = (file: string, { number, text, problem }: Line): ReadRow | RejectedRow => {
  const place = { file, line: number };
  return problem === undefined ? readJsonRow(place, text) : rejectRow(place, problem);
};

async function* readRows(file: Source): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  for await (const lines of linesOf(file)) {
    const rows = lines.filter(({ text, problem }) => problem !== undefined || /\S/.test(text));
    if (rows.length > 0) yield rows.map((line) => readLine(file.name, line));
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

  read: readRows,
  readRaw: readRows,
};
