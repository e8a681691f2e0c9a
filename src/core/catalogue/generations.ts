/**
 * The names of generations (see `core/shared/cache.ts`) of the catalogue, by the plural of a kind. A change of movie 7
 * removes `movies/7`, a change of unknown movies removes `movies`, and both remove `movies/*`.
 */
const anyItem = (plural: string) => `${plural}/*`;

/** The generations of a response about one item. */
export const itemGenerations = (plural: string, id: number): readonly string[] => [`${plural}/${id}`, plural];

/** The generations of a response about any items of these kinds, without duplicates. */
export const kindGenerations = (...plurals: readonly string[]): readonly string[] =>
  [...new Set(plurals)].map(anyItem);

/** The generations that a change of an item removes. Null: any item of the kind may have changed. */
export const invalidatedGenerations = (plural: string, id: number | string | null): readonly string[] => [
  id === null ? plural : `${plural}/${id}`,
  anyItem(plural),
];
