import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RefusedRow } from '../../../core/import/import-ports.js';
import { holdsMoreThan } from '../../../core/shared/values.js';
import { printable } from './input-error.js';
import { type Line, linesOf, type Source } from './lines.js';
import { mostValues, refused, refusedFor } from './refusals.js';

const readLine = (file: string, { number, text, problem }: Line): ReadRow | RefusedRow => {
  const place = { file, line: number };
  if (problem !== undefined) return refused(place, problem);
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    return refusedFor(place, 'not-json', `the line is not JSON: ${printable((error as Error).message)}`);
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return refused(place, 'not-an-object');
  }
  // A value takes two characters at least: rows of the usual length are not looked at.
  if (text.length > 2 * mostValues && holdsMoreThan(mostValues, fields)) {
    return refused(place, 'too-many-values');
  }
  // As a key of its own, which JSON.parse makes of it, it is lost as soon as somebody copies the object.
  if (Object.hasOwn(fields, '__proto__')) {
    return refusedFor(place, 'object.unknown', '__proto__ is not allowed', '/__proto__');
  }
  return { place, fields: fields as ReadRow['fields'], size: text.length };
};

/** One JSON object a line, lines end in `\n` or `\r\n`, and empty ones say nothing. */
export const ndjson = {
  contentType: 'application/x-ndjson; charset=utf-8',

  header: () => '',

  line(item: Readonly<Record<string, unknown>>, columns: Columns): string {
    const told: Record<string, unknown> = {};
    for (const name in columns) told[name] = item[name];
    return `${JSON.stringify(told)}\n`;
  },

  async *read(file: Source): AsyncGenerator<readonly (ReadRow | RefusedRow)[]> {
    for await (const lines of linesOf(file)) {
      const told = lines.filter(({ text, problem }) => problem !== undefined || /\S/.test(text));
      if (told.length > 0) yield told.map((line) => readLine(file.name, line));
    }
  },
};
