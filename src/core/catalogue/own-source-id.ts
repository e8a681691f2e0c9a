import type { AnyKeys } from './keys.js';
import type { Item } from './kind.js';

/**
 * The sourceId that an export gives to an item. For an item without keys it is made from the id of the item. Another
 * installation can then match the item in its next import, and this installation finds it by its id.
 * @param installation a UUID
 */
export const exportedSourceId = (
  { id, imdbId, sourceId }: Item<AnyKeys>,
  installation: string,
): string | null => (typeof imdbId !== 'string' && sourceId === null ? `${installation}/${id}` : sourceId);

/** The id in a sourceId that an export of this installation made. */
export const idOfSourceId = (sourceId: unknown, installation: string): number | undefined => {
  if (typeof sourceId !== 'string' || !sourceId.startsWith(`${installation}/`)) return undefined;
  const rest = sourceId.slice(installation.length + 1);
  const id = Number(rest);
  // Accepts only the form that an export writes: `1e1` is not 10.
  return Number.isInteger(id) && id > 0 && id < 2 ** 31 && String(id) === rest ? id : undefined;
};
