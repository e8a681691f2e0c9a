import type { Position, Value } from './page.js';

/** A condition on the items that a search finds. */
export interface SearchFilter {
  readonly field: string;
  /** The field holds several values; an item matches if it has any of the requested ones. */
  readonly isArray?: true;
  readonly anyOf?: readonly Value[];
  /** Bounds of an integer, both inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A request for a page of a search: up to `limit` results after `after`. */
export interface SearchQuery {
  readonly text: string;
  readonly limit: number;
  readonly filters?: readonly SearchFilter[];
  /** The score and the id of the last result of the previous page. */
  readonly after?: Position | undefined;
  /** Shared by the searches of several kinds for one text. */
  readonly lookups?: SearchLookups;
}

/**
 * Rows that depend on the text only, by statement. A search that follows another one of the same request takes them from
 * here. It is never kept longer than a request, since a write can change them.
 */
export type SearchLookups = Map<string, readonly unknown[]>;

/** The result of a search. */
export interface SearchResult<T> {
  /** Best first. */
  readonly items: readonly T[];
  /** False: the time budget was spent, so results of later search steps are missing. */
  readonly isComplete: boolean;
}

/** A page of a search. `next` is the `after` of the following page, null on the last one. */
export interface SearchPage<T> extends SearchResult<T> {
  readonly next: Position | null;
}

/**
 * Why a result matches: its name equals the text; it begins with the text; it has all of its words, in these or equivalent
 * forms; it is spelled similarly, or has all words but one.
 */
export type Match = 'exact' | 'prefix' | 'words' | 'similar';

/** The lowest score of each match. Results that are equal apart from spaces and punctuation have less than 1. */
export const lowestScores: Readonly<Record<Match, number>> = {
  exact: 0.99,
  prefix: 0.75,
  words: 0.5,
  similar: 0,
};

export const matchOf = (score: number): Match =>
  (Object.keys(lowestScores) as Match[]).find((match) => score >= lowestScores[match]) ?? 'similar';
