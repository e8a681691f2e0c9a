import type { AnyKeys } from './keys.js';
import type { Item } from './kind.js';

/**
 * The sourceId that an export gives to an item. An item without keys gets one made of its id, so that an import
 * elsewhere can match it the next time; an import into this installation finds the item by that id.
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
  // Only as an export writes it: `1e1` is not 10.
  return Number.isInteger(id) && id > 0 && id < 2 ** 31 && String(id) === rest ? id : undefined;
};
