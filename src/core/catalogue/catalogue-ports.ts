import type { Initiator } from '../shared/audit.js';
import type { Done, Once } from '../shared/once.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { GenreCount } from './genre.js';
import type { Item, Kind } from './kind.js';

/** What a search has found. `score`: from 0 to 1, how well it fits. */
export interface Found<Draft extends object> {
  readonly score: number;
  readonly item: Item<Draft>;
}

/**
 * The items of one kind. Every method that writes is atomic, tells the audit trail by whom, and throws DomainError
 * `author-not-found`, `imdb-id-taken`, `source-id-taken` or `author-has-titles` where the database refuses;
 * all throw `unavailable` when the database cannot be reached.
 */
export interface CatalogueRepository<Draft extends object> {
  find(id: number): Promise<Item<Draft> | undefined>;
  /** Those that there are of these, in any order. */
  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]>;
  /** Along one of the paths of the kind. */
  list(page: ListQuery): Promise<Page<Item<Draft>>>;
  /**
   * What is called like this text: the same but for case and accents, what begins with it, what has all its words (the
   * last one may be begun), what is similar. The first 16 distinct words are looked at; words of one or two letters have
   * no similar ones. Of very many that fit, only some are looked at. What its time budget leaves out makes it incomplete.
   */
  search(text: string, limit: number): Promise<SearchResult<Found<Draft>>>;
  add(draft: Draft, by: Initiator): Promise<Item<Draft>>;
  /**
   * Adds unless that was done already: then it gives the item as it was when it was added.
   * @throws DomainError `idempotency-key-in-use`, `idempotency-key-reused`
   */
  addOnce(draft: Draft, once: Once, by: Initiator): Promise<Done<Item<Draft>>>;
  /**
   * Stores what `next` makes of the current state, which nobody else can change meanwhile. What `next`
   * throws, this throws, and nothing is stored. Undefined: no such item.
   */
  change(id: number, next: (current: Item<Draft>) => Draft, by: Initiator): Promise<Item<Draft> | undefined>;
  /** Removes the item unless `allow` throws. False: no such item. */
  remove(id: number, allow: (current: Item<Draft>) => void, by: Initiator): Promise<boolean>;
}

/** Counts titles by genre, every genre of the list once, in its order. */
export interface GenreCounts {
  count(): Promise<readonly GenreCount[]>;
}

/** The catalogue as it was at one moment. */
export interface CatalogueSnapshot {
  repository<Draft extends object>(kind: Kind<Draft>): Pick<CatalogueRepository<Draft>, 'list' | 'findAll'>;
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
