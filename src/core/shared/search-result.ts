/** What a search has found. */
export interface SearchResult<T> {
  /** Best first. */
  readonly items: readonly T[];
  /** False: its time budget was spent, and what only later steps would have found is missing. */
  readonly isComplete: boolean;
}
