import { appendFileSync, writeFileSync } from 'node:fs';
import { fileFormats } from '../adapters/import/files/file-format.js';
import type { Columns } from '../core/catalogue/columns.js';
import type { RejectedRow } from '../core/import/import-row.js';
import { printError } from './command.js';

const { csv } = fileFormats;

/** Maximum number and length of the printed errors. The file has all errors in full. */
const [maxLines, maxLength] = [20, 300];

const columns: Columns = Object.fromEntries(
  ['file', 'line', 'field', 'reason'].map((name) => [name, { type: 'text', isNullable: true }]),
);

/**
 * Returns a function that prints the first errors of rejected rows, and writes all of them to a CSV file.
 * @param path path of the CSV file; undefined: no file
 */
export const errorReport = (path: string | undefined) => {
  if (path !== undefined) writeFileSync(path, csv.header(columns));
  let printed = 0;
  return (rows: readonly RejectedRow[]): void => {
    const errors = rows.flatMap(({ place: { file, line }, violations }) =>
      violations.map(({ pointer, message }) => ({
        file,
        line: String(line),
        field: pointer.slice(1) || null,
        reason: message,
      })),
    );
    if (path !== undefined) appendFileSync(path, errors.map((error) => csv.line(error, columns)).join(''));
    const first = errors.slice(0, maxLines - printed);
    for (const { file, line, field, reason } of first) {
      const text = field === null || reason.startsWith(field) ? reason : `${field}: ${reason}`;
      printError(`${file}, line ${line}: ${text.slice(0, maxLength)}`);
    }
    printed += first.length;
  };
};
