/**
 * The generations of the catalogue (see `core/shared/cache.ts`), by the plural of a kind:
 * `movies/7` goes when that movie changes, `movies` when nobody tells which ones did, `movies/*` in both cases.
 */
const any = (plural: string) => `${plural}/*`;

/** What an answer depends on that tells of one item. */
export const itemGenerations = (plural: string, id: number): readonly string[] => [`${plural}/${id}`, plural];

/** What an answer depends on that tells of whatever there is of these kinds; each once, however often it is named. */
export const kindGenerations = (...plurals: readonly string[]): readonly string[] =>
  [...new Set(plurals)].map(any);

/** What a change of that item removes; without an id, of so many that each may have changed. */
export const invalidatedGenerations = (plural: string, id: number | string | null): readonly string[] => [
  id === null ? plural : `${plural}/${id}`,
  any(plural),
];
