import type { CatalogueRepository, Found } from './catalogue-ports.js';

/** A kind that can be searched, by its plural. */
export interface Searchable {
  readonly plural: string;
  readonly search: CatalogueRepository<object>['search'];
}

/** Something found, of whatever kind. */
export type FoundItem = Found<object> & { readonly kind: string };

/** What is called like this text among all these kinds, best first. */
export const searchAll = async (
  kinds: readonly Searchable[],
  text: string,
  limit: number,
): Promise<readonly FoundItem[]> => {
  const found = await Promise.all(
    kinds.map(async ({ plural, search }) =>
      (await search(text, limit)).map((one) => ({ kind: plural, ...one })),
    ),
  );
  // Sorting keeps the order of equals: that of the kinds, and within a kind the repository's.
  return found
    .flat()
    .sort((one, other) => other.score - one.score)
    .slice(0, limit);
};
