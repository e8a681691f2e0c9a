import { changedFields } from '../shared/changed-fields.js';
import { keyFields, otherIds } from './external-ids.js';
import type { AnyKeys } from './keys.js';
import type { Item } from './kind.js';

/**
 * The field under which edits record the id of a system: `imdb` → `imdbId`, `source` → `sourceId`, `tmdb` →
 * `externalIds.tmdb`.
 */
export const fieldOfId = (name: string): string =>
  keyFields.find(([one]) => one === name)?.[1] ?? `externalIds.${name}`;

/** The values of a draft, with `externalIds` flattened to a field for each id. */
const valuesOf = (draft: object): Readonly<Record<string, unknown>> => {
  const { externalIds, ...values } = draft as Partial<AnyKeys>;
  if (externalIds === undefined) return values;
  const ids = Object.entries(otherIds(draft as AnyKeys)).map(([name, id]) => [fieldOfId(name), id]);
  return { ...values, ...Object.fromEntries(ids) };
};

/** The fields that people changed, each with the `updatedAt` of that change in milliseconds since 1970. */
export type Edits = Readonly<Record<string, number>>;

/** An item with its edits, which only imports read. */
export type EditedItem<Draft extends object> = Item<Draft> & { readonly edits: Edits };

/** Whether a field has no value: null, or an empty list. */
export const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/**
 * The fields that a person sets by storing a draft: those that differ from the current item, or those of a new item that
 * have a value.
 */
export const editedFields = (draft: object, current?: object): string[] => {
  const next = valuesOf(draft);
  if (current === undefined)
    return Object.entries(next).flatMap(([name, value]) => (isEmpty(value) ? [] : name));
  const before = valuesOf(current);
  const removed = Object.keys(before).filter((name) => name.includes('.') && !Object.hasOwn(next, name));
  return [...changedFields(before, next), ...removed];
};
