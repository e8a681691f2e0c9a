import type { Position } from '../shared/page.js';
import type { SearchLookups, SearchPage, SearchQuery } from '../shared/search-result.js';
import type { CatalogueReader, Found } from './catalogue-reader.js';

/** A kind that can be searched, by its plural. */
export interface Searchable {
  readonly plural: string;
  readonly search: CatalogueReader<object>['search'];
}

/** An item found, with the plural of its kind. */
export type FoundItem = Found<object> & { readonly kind: string };

/** Lower and higher than every id. */
const [beforeAll, afterAll] = [0, 2 ** 31];

/**
 * Where the next page begins within one kind. Results with the same score are sorted by kind: earlier kinds than that of the
 * last result have returned all of theirs, later ones none.
 */
const afterInKind = (after: Position | undefined, kind: number): Position | undefined => {
  const [score, lastKind = 0, id] = (after ?? []) as readonly number[];
  if (score === undefined || id === undefined) return undefined;
  return [score, kind === lastKind ? id : kind < lastKind ? afterAll : beforeAll];
};

/**
 * Searches several kinds by name and merges the results, best first. Complete if the result of each kind is.
 * @param query `after`: the score, kind (by its index) and id of the last result of the previous page
 */
export const searchAll = async (
  kinds: readonly Searchable[],
  query: SearchQuery,
): Promise<SearchPage<FoundItem>> => {
  const lookups: SearchLookups = new Map();
  const results = await Promise.all(
    kinds.map(({ search }, i) => search({ ...query, after: afterInKind(query.after, i), lookups })),
  );
  // The sort is stable: items with the same score stay in the order of the kinds, and of the repository within a kind.
  const found = results
    .flatMap(({ items }, kind) => items.map((item) => ({ kind, item })))
    .sort((one, other) => other.item.score - one.item.score);
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const hasMore =
    last !== undefined && (found.length > page.length || results.some(({ next }) => next !== null));
  return {
    items: page.map(({ kind, item }) => ({ kind: kinds[kind]?.plural ?? '', ...item })),
    isComplete: results.every(({ isComplete }) => isComplete),
    next: hasMore ? [last.item.score, last.kind, last.item.item.id] : null,
  };
};
