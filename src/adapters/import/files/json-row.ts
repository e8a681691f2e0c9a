import type { Place, ReadRow, RejectedRow, RowFrame, RowOrigin } from '../../../core/import/import-row.js';
import { hasMoreValuesThan, isRecord } from '../../../core/shared/values.js';
import { printable } from './input-error.js';
import { maxValues, reasonColumn, rejectRow, rejectRowFor } from './rejected-rows.js';

/** How rejected objects are written. */
export const [asLines, asList]: readonly [RowFrame, RowFrame] = [
  { before: '', between: '\n', after: '\n' },
  { before: '[\n', between: ',\n', after: '\n]\n' },
];

/** Matches the reason at the beginning of a text that `textWith` returned. */
const withReason = new RegExp(`^\\{\\s*"${reasonColumn}"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*"\\s*,?`);

const isObjectText = (text: string): boolean => {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
};

/**
 * A rejected row is written as its text, since parsed values would lose digits of large numbers. Text that is not an object
 * is written as the member `importText` of one.
 */
class JsonOrigin implements RowOrigin {
  constructor(
    private readonly text: string,
    readonly around: RowFrame,
    private readonly isDamaged: boolean,
    private readonly list: string | undefined,
  ) {}

  textWith(reason: string): string {
    const text = this.text.trim();
    const added = JSON.stringify({ [reasonColumn]: reason, kind: this.list });
    if (this.isDamaged || !isObjectText(text))
      return JSON.stringify({ ...JSON.parse(added), importText: text });
    const members = text.replace(withReason, '{').slice(1).trimStart();
    const comma = members === '}' ? '' : ',';
    return `${added.slice(0, -1)}${comma}${members}`;
  }
}

const readFields = (place: Place, text: string): ReadRow | RejectedRow => {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    return rejectRowFor(place, 'not-json', `the row is not JSON: ${printable((error as Error).message)}`);
  }
  if (!isRecord(fields)) return rejectRow(place, 'not-an-object');
  // A value takes at least two characters, so values are counted in long rows only.
  if (text.length > 2 * maxValues && hasMoreValuesThan(maxValues, fields)) {
    return rejectRow(place, 'too-many-values');
  }
  // JSON.parse makes `__proto__` an own property, which would be lost when the object is copied.
  if (Object.hasOwn(fields, '__proto__')) {
    return rejectRowFor(place, 'object.unknown', '__proto__ is not allowed', '/__proto__');
  }
  if (Object.hasOwn(fields, reasonColumn)) delete (fields as Record<string, unknown>)[reasonColumn];
  return { place, fields, size: text.length };
};

/**
 * Reads a row from a JSON object.
 * @param around how rejected rows of the file are written; undefined: the row does not keep its text
 * @param list see `ReadOptions.keepsList`
 */
export const readJsonRow = (
  place: Place,
  text: string,
  around?: RowFrame,
  list?: string,
): ReadRow | RejectedRow => {
  const row = readFields(place, text);
  return around === undefined
    ? row
    : { ...row, size: text.length, origin: new JsonOrigin(text, around, false, list) };
};

/** Adds its text to a row that is rejected because it cannot be read. */
export const rejectText = (
  row: RejectedRow,
  text: string,
  around: RowFrame | undefined,
  list?: string,
): RejectedRow =>
  around === undefined || text === ''
    ? row
    : { ...row, size: text.length, origin: new JsonOrigin(text, around, true, list) };
