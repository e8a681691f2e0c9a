import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { GenreCount } from './genre.js';
import type { AnyKind, Item, Kind } from './kind.js';

/** An item found by a search. `score`: the relevance, from 0 to 1. */
export interface Found<Draft extends object> {
  readonly score: number;
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
   * Items whose name matches the text, ignoring case and accents. Best first: equal, starting with the text, containing
   * all its words (the last one may be a prefix), similar. Only the first 16 distinct words are used, and words of one or
   * two letters have no similar ones. Of very many matches only some are ranked. The result is incomplete if the time
   * budget was spent.
   */
  search(text: string, limit: number): Promise<SearchResult<Found<Draft>>>;
}

/** What a merge has left. */
export interface Merge<Draft extends object> {
  readonly item: Item<Draft>;
  /** How many items now refer to it instead of the removed one, by the plural of their kind. */
  readonly moved: Readonly<Record<string, number>>;
}

/**
 * The items of one kind, inside a unit of work. If a constraint is violated, methods throw DomainError `imdb-id-taken`,
 * `source-id-taken`, or `unknown` or `used` of `referenceCodes`.
 */
export interface CatalogueRepository<Draft extends object> extends CatalogueReader<Draft> {
  add(draft: Draft): Promise<Item<Draft>>;
  /**
   * Stores what `next` returns for the current state. The item is locked before `next` runs. If `next` throws, the error
   * is passed on and nothing is stored. Undefined: there is no such item.
   */
  change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined>;
  /** Removes the item unless `allow` throws. False: no such item. */
  remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean>;
  /**
   * Changes every reference to the item into one to `into`, removes the item, and records the merge: `mergedInto` and
   * imports follow it from then on. Both items are locked before `allow` runs; what `allow` throws, this throws, and
   * nothing is stored. Undefined: one of the two does not exist.
   * @param allow gets the item to remove, and how many items refer to it
   */
  merge(
    id: number,
    into: number,
    allow: (current: Item<Draft>, referrers: number) => void,
  ): Promise<Merge<Draft> | undefined>;
}

/** Counts titles by genre: all genres, in the order of `genres`. */
export interface GenreCounts {
  count(): Promise<readonly GenreCount[]>;
}

/** The catalogue at one point in time. */
export interface CatalogueSnapshot {
  repository<Draft extends object>(
    kind: Kind<Draft> | AnyKind,
  ): Pick<CatalogueReader<Draft>, 'list' | 'findAll'>;
}

export interface CatalogueSnapshots {
  /**
   * Runs `work` on a snapshot of the catalogue, which concurrent writes do not change. Each snapshot occupies a database
   * connection, so only one runs at a time and the others queue. `work` must not wait for a client.
   *
   * @param signal aborts the wait in the queue
   * @throws DomainError `unavailable` if the database cannot be reached; and what `work` throws
   */
  take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>, signal: AbortSignal): Promise<T>;
}
