/** A field that a list goes by. */
export interface SortKey {
  readonly field: string;
  /** Text goes without regard to case and accents. */
  readonly isText?: true;
  /** The list goes backwards, newest first, and in no other way. */
  readonly isNewestFirst?: true;
  /** A time: bounds and positions have it in milliseconds since 1970, UTC. */
  readonly isTime?: true;
  /** Items without a value come last, in both directions. */
  readonly isNullable?: true;
  /** How the list can be cut down along its own order: to a range of values, or to texts with a beginning. */
  readonly narrowedBy?: 'range' | 'prefix';
}

/** What a filter can ask for. */
export type Value = string | number | boolean;

/** A field by whose value a list can be cut down. */
export interface Where {
  /** What it is called where it is asked for. */
  readonly parameter: string;
  readonly field: string;
  /** The field holds several values: items are listed that have any of those asked for. */
  readonly isArray?: true;
  /** The value has several forms (see `formsOf`): items are listed that have any of them. */
  readonly hasForms?: true;
}

/**
 * One way to walk a list, served by one index: the items with a value of `where` (without it: all), by `by` and then by
 * id. What no access path offers is not to be had, since it would have to be searched or sorted for.
 */
export interface AccessPath {
  /** A field whose value has to be asked for beside `where`: the index begins with it. */
  readonly within?: Where;
  readonly where?: Where;
  readonly by: SortKey;
}

export const byId: SortKey = { field: 'id' };

/** A place in a list: what its order goes by, down to the id. Only who has made one knows what is in it. */
export type Position = readonly (string | number)[];

/** What part of a list is asked for: up to `limit` items behind `after`. */
export interface PageRequest {
  readonly limit: number;
  readonly path: AccessPath;
  /** Backwards, ids too. */
  readonly isDescending: boolean;
  /** The value of `path.within`. */
  readonly within?: Value | undefined;
  /** The values of `path.where`: one; of an array, or of text with several forms, one or more. */
  readonly values?: readonly Value[];
  /** Bounds of `path.by`, both within. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** What `path.by` begins with. */
  readonly prefix?: string | undefined;
  readonly after?: Position | undefined;
  /** Whether to count the whole list, which costs as much as it is long. */
  readonly count: boolean;
}

/** A way to walk a list, and how far it is cut down. */
export type Walk = Omit<PageRequest, 'limit' | 'after' | 'count'>;

/** A whole list in order of id, as far as `limit`. */
export const fromTheStart = (limit: number): PageRequest => ({
  limit,
  path: { by: byId },
  isDescending: false,
  count: false,
});

/** A part of a list. `next` is the `after` of the following page, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Position | null;
  readonly total?: number;
}
