import { otherIds } from './external-ids.js';
import { type AnyKeys, hasImdbId } from './keys.js';
import type { AnyKind, Item, Reference } from './kind.js';
import { exportedSourceId } from './own-source-id.js';
import { referenceName } from './references.js';

/** A reference, and the kind that it refers to. */
export interface ResolvedReference {
  readonly reference: Reference;
  readonly to: AnyKind;
}

/**
 * The fields of a file that say which item a reference refers to, since ids differ between installations: its name, its
 * imdbId if the kind has one, and its sourceId. All are null if the reference is null.
 */
export const referenceFields = ({ reference, to }: ResolvedReference) => {
  const name = referenceName(reference);
  return { name, ...(hasImdbId(to) && { imdbId: `${name}ImdbId` }), sourceId: `${name}SourceId` };
};

/**
 * The row of an item in a file, which an import reads back unchanged. Its `externalIds` lack the ids that have a field of
 * their own, so that a person who edits the file changes an id in one place.
 * @param item with the items that it refers to (see `withReferenced`)
 * @param installation the id of the installation that exports it, a UUID
 */
export const exportedItem = (
  item: Item<AnyKeys>,
  references: readonly ResolvedReference[],
  installation: string,
): Readonly<Record<string, unknown>> => {
  const keys = { sourceId: exportedSourceId(item, installation), externalIds: otherIds(item) };
  const row: Record<string, unknown> = { ...item, ...keys };
  for (const resolved of references) {
    const { name, imdbId, sourceId } = referenceFields(resolved);
    const target = row[name] as (Item<AnyKeys> & Record<string, unknown>) | null;
    row[name] = target?.[resolved.to.namedBy] ?? null;
    if (imdbId !== undefined) row[imdbId] = target?.imdbId ?? null;
    row[sourceId] = target && exportedSourceId(target, installation);
  }
  return row;
};
