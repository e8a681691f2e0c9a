import type { Column } from '../../../core/catalogue/columns.js';

/**
 * What a spreadsheet might run, or hide: text that begins with a sign of formulas, plain or full-width, or with a control
 * character (OWASP ASVS 1.2.10, and its page on CSV injection), after spaces too; and nothing at all, which would be
 * no text. Apostrophes in front belong to it, so that taking one away undoes adding one.
 */
const guarded = /^'*(?:$|\s*[=+\-@\0\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** A whole number as people and spreadsheets write it. */
const integer = /^(?:0|-?[1-9]\d{0,15})$/;

const asText = (value: unknown): string => {
  const text = String(value);
  return guarded.test(text) ? `'${text}` : text;
};

/** RFC 4180 section 2, rules 5 to 7. */
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What stands for a value in a file. */
export const toCell = (value: unknown, { type }: Column): string => {
  if (value === null || value === undefined) return '';
  if (type === 'number') return String(value);
  return quoted(type === 'list' ? (value as readonly unknown[]).join(',') : asText(value));
};

const toNumber = (cell: string): number | string => {
  const number = integer.test(cell) ? Number(cell) : Number.NaN;
  return Number.isSafeInteger(number) ? number : cell;
};

/** The value that a cell stands for; undefined when it does not tell. */
export const fromCell = (cell: string, { type, isNullable }: Column): unknown => {
  if (type === 'list') return cell === '' ? [] : cell.split(',').map((value) => value.trim());
  if (cell === '') return isNullable ? null : undefined;
  if (type === 'number') return toNumber(cell);
  return cell.startsWith("'") && guarded.test(cell) ? cell.slice(1) : cell;
};
