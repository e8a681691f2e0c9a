import { changedFields } from '../shared/changed-fields.js';
import type { Item } from './kind.js';

/** The fields that people changed, each with the `updatedAt` that the item got then, in milliseconds since 1970. */
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
export const editedFields = (draft: object, current?: object): string[] =>
  current === undefined
    ? Object.entries(draft).flatMap(([name, value]) => (isEmpty(value) ? [] : name))
    : changedFields(current, draft);
