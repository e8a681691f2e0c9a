import { otherIds } from '../catalogue/external-ids.js';
import type { Keys } from '../catalogue/keys.js';
import type { Violation } from '../shared/errors.js';

/** Fields of an export that the database sets, and an import ignores. */
export const readOnlyFields = ['id', 'createdAt', 'updatedAt'];

/** The fields except those with these names. */
export const without = (fields: object, names: readonly string[]): Record<string, unknown> => {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (!names.includes(name)) rest[name] = value;
  return rest;
};

/** An invalid value of a field. */
export const violation = (field: string, message: string, code: string): Violation => ({
  pointer: `/${field}`,
  message,
  code,
});

const [maxShown, maxText] = [60, 200];

/** A value in a message, as JSON, shortened. */
export const shown = (value: unknown): string => {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value === 'string' && value.length > maxShown)
    return `${JSON.stringify(value.slice(0, maxShown))}…`;
  return JSON.stringify(value);
};

/** The beginning of a text. A copy: a part of a text would keep the whole text in memory. */
export const shortened = (text: string): string =>
  text.length > maxText ? `${Array.from(text.slice(0, maxText)).join('')}…` : text;

/** Whether a map has these values; null: it has no such name. */
const hasEntries = (stored: object, given: object): boolean =>
  Object.entries(given).every(([name, value]) =>
    Object.hasOwn(stored, name) ? (stored as Record<string, unknown>)[name] === value : value === null,
  );

/**
 * Arrays are compared by their elements, and maps by the names of `value`. Neither are compared deeply: unvalidated values
 * may be nested without limit.
 */
const isEqual = (stored: unknown, value: unknown): boolean => {
  if (stored === value) return true;
  if (typeof stored !== 'object' || typeof value !== 'object' || !stored || !value) return false;
  if (!Array.isArray(stored)) return !Array.isArray(value) && hasEntries(stored, value);
  return (
    Array.isArray(value) &&
    stored.length === value.length &&
    stored.every((element, i) => element === value[i])
  );
};

/** Whether a draft has all of these values. Of a map, it may have more. */
export const hasValues = (draft: object, fields: object): boolean =>
  Object.entries(fields).every(
    ([name, value]) => Object.hasOwn(draft, name) && isEqual((draft as Record<string, unknown>)[name], value),
  );

/** Whether two drafts have the same values. */
export const isSame = (one: Keys, other: Keys): boolean =>
  hasValues(one, other) &&
  (one.externalIds === other.externalIds ||
    Object.keys(otherIds(one)).length === Object.keys(otherIds(other)).length);
