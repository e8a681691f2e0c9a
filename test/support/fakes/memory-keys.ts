import { allIds, otherIds } from '../../../src/core/catalogue/external-ids.js';
import type { AnyKeys } from '../../../src/core/catalogue/keys.js';

const keys = [
  ['imdbId', 'imdb-id-taken'],
  ['sourceId', 'source-id-taken'],
] as const;
/** The unique keys of an item, each with the error of a duplicate. */
export const keysOf = (item: object) => [
  ...keys.flatMap(([key, code]) => {
    const value = (item as Record<string, unknown>)[key] ?? null;
    return value === null ? [] : [{ key, code, name: `${key} ${value}` }];
  }),
  ...Object.entries('externalIds' in item ? otherIds(item as AnyKeys) : {}).map(([system, id]) => ({
    key: `externalIds/${system}`,
    code: 'external-id-taken' as const,
    name: `${system}:${id}`,
  })),
];
/** Like the database, which stores ids that have a separate field in that field only. */
export const withIds = <T extends object>(item: T): T => {
  if (!('externalIds' in item)) return item;
  const draft = item as unknown as AnyKeys;
  return { ...item, externalIds: allIds(draft, otherIds(draft)) };
};
