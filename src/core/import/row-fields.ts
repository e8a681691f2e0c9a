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
