import type { ListQuery, Page } from '../shared/page.js';
import type { Match, SearchPage, SearchQuery } from '../shared/search-result.js';
import type { Item } from './kind.js';

/** An item found by a search. `score`: the relevance, from 0 to 1. */
export interface Found<Draft extends object> {
  readonly score: number;
  readonly match: Match;
  readonly item: Item<Draft>;
}

/** The items of one kind, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface CatalogueReader<Draft extends object> {
  find(id: number): Promise<Item<Draft> | undefined>;
  /** The existing items with these ids, in any order. */
  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]>;
  /** The item that the item with this id was merged into; undefined if it was not, or that item was removed since. */
  mergedInto(id: number): Promise<number | undefined>;
  /** @param page along one of the access paths of the kind */
  list(page: ListQuery): Promise<Page<Item<Draft>>>;
  /**
   * Items whose name matches the text, ignoring case, accents and punctuation. Best first: equal, beginning with the text,
   * having all its words or their equivalents (the last one may be incomplete), similar. Only the first 16 distinct words
   * are used, and words of one or two letters have no similar ones. A year may be that of the item. Of very many matches
   * only some are ranked. The result is incomplete if the time budget was spent.
   */
  search(query: SearchQuery): Promise<SearchPage<Found<Draft>>>;
}
