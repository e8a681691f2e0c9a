import type { Place, ReadRow, RejectedRow } from '../../../core/import/import-row.js';
import { hasMoreValuesThan } from '../../../core/shared/values.js';
import { printable } from './input-error.js';
import { maxValues, rejectRow, rejectRowFor } from './rejected-rows.js';

/** Reads a row from a JSON object. */
export const readJsonRow = (place: Place, text: string): ReadRow | RejectedRow => {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    return rejectRowFor(place, 'not-json', `the row is not JSON: ${printable((error as Error).message)}`);
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
