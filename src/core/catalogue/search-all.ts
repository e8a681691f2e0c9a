import type { SearchResult } from '../shared/search-result.js';
import type { CatalogueReader, Found } from './catalogue-reader.js';

/** A kind that can be searched, by its plural. */
export interface Searchable {
  readonly plural: string;
  readonly search: CatalogueReader<object>['search'];
}

/** An item found, with the plural of its kind. */
export type FoundItem = Found<object> & { readonly kind: string };

/** Searches several kinds by name and merges the results, best first. Complete if the result of each kind is. */
export const searchAll = async (
  kinds: readonly Searchable[],
  text: string,
  limit: number,
): Promise<SearchResult<FoundItem>> => {
  const results = await Promise.all(
    kinds.map(async ({ plural, search }) => {
      const { items, isComplete } = await search(text, limit);
      return { items: items.map((one) => ({ kind: plural, ...one })), isComplete };
    }),
  );
  // The sort is stable: items with the same score stay in the order of the kinds, and of the repository within a kind.
  const items = results.flatMap((result) => result.items).sort((one, other) => other.score - one.score);
  return { items: items.slice(0, limit), isComplete: results.every(({ isComplete }) => isComplete) };
};
