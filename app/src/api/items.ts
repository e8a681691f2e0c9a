import type { Identifier, RaRecord } from 'ra-core';

/** The ETag of an item, in the item. Symbols would not survive the cache of queries. */
export const versionKey = '@etag';

/**
 * The header with the version that was shown.
 * @throws Error if the version is unknown: the request would overwrite what others have changed
 */
export const ifMatch = (item: RaRecord | undefined): Record<string, string> => {
  if (!item?.[versionKey]) throw new Error('An item can be changed only with the version that was read');
  return { 'If-Match': item[versionKey] };
};

/** Maximum number of ids in one request. */
export const maxIds = 100;

/** Returns the ids in lists that the service accepts, each id once. */
export const idLists = (ids: readonly Identifier[]): Identifier[][] => {
  const all = [...new Set(ids)];
  return Array.from({ length: Math.ceil(all.length / maxIds) }, (_, index) =>
    all.slice(index * maxIds, (index + 1) * maxIds),
  );
};
