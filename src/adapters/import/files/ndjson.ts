import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { hasMoreValuesThan } from '../../../core/shared/values.js';
import { printable } from './input-error.js';
import { type Line, linesOf, type Source } from './lines.js';
import { maxValues, rejectRow, rejectRowFor } from './rejected-rows.js';

const readLine = (file: string, { number, text, problem }: Line): ReadRow | RejectedRow => {
  const place = { file, line: number };
  if (problem !== undefined) return rejectRow(place, problem);
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    return rejectRowFor(place, 'not-json', `the line is not JSON: ${printable((error as Error).message)}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return rejectRow(place, 'not-an-object');
  }
  // A value takes at least two characters: rows of usual length are not counted.
  if (text.length > 2 * maxValues && hasMoreValuesThan(maxValues, fields)) {
    return rejectRow(place, 'too-many-values');
  }
  // JSON.parse makes it an own property, which would be lost when the object is copied.
  if (Object.hasOwn(fields, '__proto__')) {
    return rejectRowFor(place, 'object.unknown', '__proto__ is not allowed', '/__proto__');
  }
  return { place, fields: fields as ReadRow['fields'], size: text.length };
};

/** One JSON object per line. Lines end in `\n` or `\r\n`; empty lines are skipped. */
export const ndjson = {
  contentType: 'application/x-ndjson; charset=utf-8',

  header: () => '',

  line(item: Readonly<Record<string, unknown>>, columns: Columns): string {
    const fields: Record<string, unknown> = {};
    for (const name in columns) fields[name] = item[name];
    return `${JSON.stringify(fields)}\n`;
  },

  async *read(file: Source): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    for await (const lines of linesOf(file)) {
      const rows = lines.filter(({ text, problem }) => problem !== undefined || /\S/.test(text));
      if (rows.length > 0) yield rows.map((line) => readLine(file.name, line));
    }
  },
};
