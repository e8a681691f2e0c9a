import type { Violation } from '../shared/errors.js';

/** Fields of an export that are made by the database and not imported. */
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

/** Arrays are compared by their elements, which are not compared deeply: unvalidated values may be nested without limit. */
const isEqual = (stored: unknown, value: unknown): boolean =>
  stored === value ||
  (Array.isArray(stored) &&
    Array.isArray(value) &&
    stored.length === value.length &&
    stored.every((element, i) => element === value[i]));

/** Whether a draft has all of these values. */
export const hasValues = (draft: object, fields: object): boolean =>
  Object.entries(fields).every(
    ([name, value]) => Object.hasOwn(draft, name) && isEqual((draft as Record<string, unknown>)[name], value),
  );
