import type { Column } from '../../../core/catalogue/columns.js';
import { listIn, mapIn } from '../../../core/import/list-text.js';

/**
 * Text that is written with an apostrophe in front: what a spreadsheet would run as a formula or hide (OWASP ASVS 1.2.10 and
 * its page on CSV injection), and empty text, which would be read as null. Also matches text that already begins with
 * apostrophes, so that reading always removes the one that was added.
 */
const escaped = /^'*(?:$|\s*[=+\-@\0\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** An integer without leading zeros, exponent or decimals. */
const integer = /^(?:0|-?[1-9]\d{0,15})$/;

const asText = (value: unknown): string => {
  const text = String(value);
  return escaped.test(text) ? `'${text}` : text;
};

/** RFC 4180 section 2, rules 5 to 7. */
const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Writes a value as a cell. */
export const toCell = (value: unknown, { type }: Column, delimiter: string): string => {
  if (value === null || value === undefined) return '';
  if (type === 'number') return String(value);
  if (type === 'map') return Object.keys(value).length === 0 ? '' : quoted(JSON.stringify(value), delimiter);
  return quoted(type === 'list' ? (value as readonly unknown[]).join(',') : asText(value), delimiter);
};

/** What a number, a date or a missing value may look like: a spreadsheet does not run it. */
const harmless = /^[-+\d.,:\s]*$/;

/** Writes a cell as it was read, so that it is read in the same way again. */
export const rawCell = (cell: string, delimiter: string): string =>
  quoted(/^[^']/.test(cell) && escaped.test(cell) && !harmless.test(cell) ? `'${cell}` : cell, delimiter);

const toNumber = (cell: string): number | string => {
  const number = integer.test(cell) ? Number(cell) : Number.NaN;
  return Number.isSafeInteger(number) ? number : cell;
};

const unescaped = (cell: string): string =>
  cell.startsWith("'") && escaped.test(cell) ? cell.slice(1) : cell;

/** The value of a cell; undefined if the field is absent. */
export const fromCell = (cell: string, { type, isNullable }: Column): unknown => {
  if (type === 'list') return listIn(unescaped(cell));
  if (type === 'map') return mapIn(cell);
  if (cell === '') return isNullable ? null : undefined;
  return type === 'number' ? toNumber(unescaped(cell)) : unescaped(cell);
};
