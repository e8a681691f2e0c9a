import { type EditedItem, type Edits, fieldOfId, isEmpty } from '../catalogue/edits.js';
import type { Violation } from '../shared/errors.js';
import { isRecord } from '../shared/values.js';
import type { Entry } from './batch-entry.js';
import { fieldsInFiles } from './batch-references.js';
import type { ReadRow } from './import-row.js';
import type { ImportedReference } from './imported-kind.js';
import type { LeftOutValue } from './left-out.js';
import { hasValues, without } from './row-fields.js';

/** Which values of existing items an import replaces: all, or none. Undefined: those that were not edited by hand. */
export type Replacing = 'all' | 'none';

/** Why a field of an item stays as it is. */
type KeepReason = 'edited' | 'filled';

/** Whether this installation exported these fields as those of this item. */
export const isExportOf = (fields: ReadRow['fields'], item: EditedItem<object>): boolean =>
  Number(fields.id) === item.id && fields.createdAt === item.createdAt;

/** Whether this installation exported the row of this item after the edit, so that the file has the edited value. */
const isExportedSince = (edit: number, { fields }: ReadRow, item: EditedItem<object>): boolean => {
  if (!isExportOf(fields, item)) return false;
  const exported = Date.parse(String(fields.updatedAt));
  // A later time than the last change is not from an export of this item.
  return exported >= edit && exported <= Date.parse(item.updatedAt);
};

const isFilled = (draft: object, field: string): boolean => {
  const [name = '', id] = field.split('.');
  const value = (draft as Record<string, unknown>)[name];
  if (id !== undefined) return Object.hasOwn(value as object, id);
  return Object.hasOwn(draft, name) && !isEmpty(value);
};

/**
 * Returns a function that returns why a row must not change a field of an item; undefined if it may.
 * @param entry undefined: a new item
 */
export const keepReasons =
  (entry: Entry<object> | undefined, row: ReadRow, replacing: Replacing | undefined) =>
  (field: string): KeepReason | undefined => {
    if (entry === undefined || replacing === 'all') return undefined;
    const { stored, draft } = entry;
    if (replacing === 'none' && isFilled(draft, field)) return 'filled';
    if (stored === undefined || !Object.hasOwn(stored.edits, field)) return undefined;
    return isExportedSince(stored.edits[field] as number, row, stored) ? undefined : 'edited';
  };

/** The value of a field in the row, with the name of the field there: `author` for `authorId`. */
const givenIn = ({ fields, place }: ReadRow, field: string, references: readonly ImportedReference[]) => {
  const reference = references.find((one) => one.reference.field === field);
  const names = reference === undefined ? [] : fieldsInFiles(reference);
  const given = names.find((name) => (fields[name] ?? null) !== null) ?? field;
  return { field: given, value: fields[given] ?? null, place };
};

/** Like `removeKept`, for the external ids of a row. Each id counts as a field. */
const removeKeptIds = (
  fields: Record<string, unknown>,
  ids: Readonly<Record<string, unknown>>,
  keepReason: ReturnType<typeof keepReasons>,
  draft: object,
  { place }: ReadRow,
): LeftOutValue[] => {
  const kept = Object.keys(ids).filter((name) => keepReason(fieldOfId(name)) !== undefined);
  fields.externalIds = without(ids, kept);
  return kept
    .filter((name) => keepReason(fieldOfId(name)) === 'edited')
    .filter((name) => !hasValues(draft, { externalIds: { [name]: ids[name] } }))
    .map((name) => ({ field: `externalIds.${name}`, value: ids[name] ?? null, place }));
};

/**
 * Deletes the fields that stay as they are from the fields of a row.
 * @returns the values of those edited by hand that the row would have changed
 */
export const removeKept = (
  fields: Record<string, unknown>,
  keepReason: ReturnType<typeof keepReasons>,
  draft: object,
  row: ReadRow,
  references: readonly ImportedReference[],
): LeftOutValue[] =>
  Object.entries(fields).flatMap(([field, value]) => {
    if (field === 'externalIds' && isRecord(value))
      return removeKeptIds(fields, value, keepReason, draft, row);
    const reason = keepReason(field);
    if (reason === undefined) return [];
    delete fields[field];
    return reason === 'filled' || hasValues(draft, { [field]: value }) ? [] : givenIn(row, field, references);
  });

/** Names the fields in the message of a contradiction that were edited by hand and are not in the row. */
export const withEditedFields = (one: Violation, edits: Edits, fields: object): Violation => {
  const names = Object.keys(edits).filter(
    (name) => one.message.includes(name) && !Object.hasOwn(fields, name),
  );
  return names.length === 0
    ? one
    : { ...one, message: `${one.message} (edited by hand: ${names.join(', ')})` };
};
