/** The result of a search. */
export interface SearchResult<T> {
  /** Best first. */
  readonly items: readonly T[];
  /** False: the time budget was spent, so results of later search steps are missing. */
  readonly isComplete: boolean;
}
