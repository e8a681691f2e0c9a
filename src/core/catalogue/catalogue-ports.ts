import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { GenreCount } from './genre.js';
import type { AnyKind, Item, Kind } from './kind.js';

/** What a search has found. `score`: from 0 to 1, how well it fits. */
export interface Found<Draft extends object> {
  readonly score: number;
  readonly item: Item<Draft>;
}

/** The items of one kind, for reading. All methods throw DomainError `unavailable` when the database cannot be reached. */
export interface CatalogueReader<Draft extends object> {
  find(id: number): Promise<Item<Draft> | undefined>;
  /** Those that there are of these, in any order. */
  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]>;
  /** The item that the item with this id was merged into; undefined if it was not, or that item was removed since. */
  mergedInto(id: number): Promise<number | undefined>;
  /** Along one of the paths of the kind. */
  list(page: ListQuery): Promise<Page<Item<Draft>>>;
  /**
   * What is called like this text: the same but for case and accents, what begins with it, what has all its words (the
   * last one may be begun), what is similar. The first 16 distinct words are looked at; words of one or two letters have
   * no similar ones. Of very many that fit, only some are looked at. What its time budget leaves out makes it incomplete.
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
 * The items of one kind, inside a unit of work. Where the database refuses, methods throw DomainError `imdb-id-taken`,
 * `source-id-taken`, or `unknown` or `used` of `referenceCodes`.
 */
export interface CatalogueRepository<Draft extends object> extends CatalogueReader<Draft> {
  add(draft: Draft): Promise<Item<Draft>>;
  /**
   * Stores what `next` makes of the current state; the item is locked before `next` runs. What `next` throws, this throws,
   * and nothing is stored. Undefined: no such item.
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

/** Counts titles by genre, every genre of the list once, in its order. */
export interface GenreCounts {
  count(): Promise<readonly GenreCount[]>;
}

/** The catalogue as it was at one moment. */
export interface CatalogueSnapshot {
  repository<Draft extends object>(
    kind: Kind<Draft> | AnyKind,
  ): Pick<CatalogueReader<Draft>, 'list' | 'findAll'>;
}

export interface CatalogueSnapshots {
  /**
   * Runs `work` on the catalogue as it is when its turn has come, whatever others write meanwhile: one at a time,
   * since each holds a connection as long as it lasts. So `work` must wait for nobody outside.
   *
   * @param signal when it is not wanted any more: a turn that has not come is given up
   * @throws DomainError `unavailable` when the database cannot be reached; and what `work` throws
   */
  take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>, signal: AbortSignal): Promise<T>;
}
