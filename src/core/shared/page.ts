/** What part of a list is asked for: up to `limit` items behind the item `after`, in order of id. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: number | undefined;
  /** Whether to count the whole list, which costs a query of its own. */
  readonly count: boolean;
}

/** A part of a list. `next` is the `after` of the following page, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: number | null;
  readonly total?: number;
}
