/** What a list is sorted by. Ties are sorted by id, in the same direction. */
export interface SortKey {
  readonly field: string;
  /** Text is compared without case and accents. Bounds and positions hold times as milliseconds since 1970, UTC. */
  readonly type: 'integer' | 'text' | 'time';
  /** Items without a value come last, in both directions. */
  readonly isNullable?: true;
  /** The filter that the key's index serves: a range of values, or the beginning of a text. */
  readonly filter?: 'range' | 'prefix';
  /** The only direction of the list, which then has no parameter `sort`. */
  readonly direction?: 'descending';
}

/** What an equality filter compares with. */
export type Value = string | number | boolean;

/** A filter by the value of one field. */
export interface EqualityFilter {
  /** The query parameter. */
  readonly parameter: string;
  readonly field: string;
  /** The field holds several values; an item matches if it has any of the requested ones. */
  readonly isArray?: true;
  /** The field holds ids by name. A value is `<name>:<id>`; an item matches if it has this id under this name. */
  readonly isMap?: true;
  /** The value has several Unicode forms (see `storedForms`); an item matches if it has any of them. */
  readonly hasForms?: true;
}

/**
 * An index that serves a list: its first columns are those of `filters`, then come `by` and the id. Anything else is
 * unsupported: it would need a scan or a sort. A filter with `isArray` or `isMap` is the only one of its path; with `isMap`, `by`
 * is the id.
 */
export interface AccessPath {
  readonly filters?: readonly EqualityFilter[];
  readonly by: SortKey;
}

export const byId: SortKey = { field: 'id', type: 'integer' };

/** A position in a list: the values of the sort key and id. Clients get it as an encrypted cursor. */
export type Position = readonly (string | number)[];

/** A page of a list: up to `limit` items after `after`, along one access path. */
export interface ListQuery {
  readonly path: AccessPath;
  readonly isDescending: boolean;
  /** For each of `path.filters` its values: one, or several of an array or of a text with several forms. */
  readonly values: readonly (readonly Value[])[];
  /** Bounds of `path.by`, both inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The beginning of `path.by`. */
  readonly prefix?: string | undefined;
  readonly limit: number;
  readonly after?: Position | undefined;
  /** Whether to count the whole list, at a cost that grows with its length. */
  readonly count: boolean;
}

/** The first items in order of id. */
export const firstItems = (limit: number): ListQuery => ({
  path: { by: byId },
  isDescending: false,
  values: [],
  limit,
  count: false,
});

/** A page of a list. `next` is the `after` of the following page, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Position | null;
  readonly total?: number;
}
